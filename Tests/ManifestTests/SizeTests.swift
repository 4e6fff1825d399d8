// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightModel

@testable import WrightManifest

@Suite struct SizeTests {
    @Test(
        arguments: [
            ("1", 1), ("0", 0), ("512B", 512), ("007", 7), ("1K", 1024), ("1KiB", 1024), ("1KB", 1000), ("1M", 1 << 20),
            ("1MB", 1_000_000), ("1G", 1 << 30), ("1GiB", 1 << 30), ("3T", 3 << 40), ("1TB", 1_000_000_000_000),
            ("2PiB", 2 << 50), ("2PB", 2_000_000_000_000_000), ("1.5GiB", 3 << 29), ("0.5K", 512), ("1.0", 1),
            ("0.001KB", 1), ("0.000000000000001PB", 1), ("4095.9375PiB", (1 << 62) - (1 << 46)),
        ] as [(String, Int64)])
    func isSoManyBytes(_ text: String, _ bytes: Int64) throws {
        #expect(try SizeText.size(text) == ByteCount(bytes))
    }

    @Test(
        arguments: [
            ("100%", 1_000_000), ("25%", 250_000), ("12.5%", 125_000), ("0.0001%", 1), ("99.9999%", 999_999),
            ("100.0000%", 1_000_000), ("7%", 70_000),
        ] as [(String, Int64)])
    func isSuchAShare(_ text: String, _ millionths: Int64) throws {
        #expect(try SizeText.share(text) == millionths)
    }

    /// Whether the parser takes the text for a size, were it of whole bytes and not too large.
    private static func isFormOfSize(_ text: String) -> Bool {
        do throws(Mistake) {
            _ = try SizeText.size(text)
            return true
        } catch {
            return !error.problem.hasSuffix("is not a size")
        }
    }

    /// Whatever text is made of the letters of sizes, the pattern of the schema and the parser agree on its form.
    @Test func patternsSayWhatTheParserReads() throws {
        let size = try Regex("(\(SizeText.sizeOrZeroPattern))")
        let share = try Regex("(\(SizeText.sharePattern))")
        var random = SeededGenerator(seed: 7)
        let letters = Array("0012359.KMGTPiB%")
        for _ in 0..<10_000 {
            let text = String(
                (0..<Int.random(in: 0...6, using: &random)).map { _ in letters.randomElement(using: &random) ?? "0" })
            #expect(SizeTests.isFormOfSize(text) == ((try size.wholeMatch(in: text)) != nil), "\(text)")
            let isShare = (try? SizeText.share(text)) != nil
            #expect(isShare == ((try share.wholeMatch(in: text)) != nil), "\(text)")
        }
    }
}
