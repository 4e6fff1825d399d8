// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightManifest
import WrightModel

/// Hostile text: whatever the bytes, the parser comes back with stores, or with diagnostics that lie in the text.
@Suite struct MutationTests {
    @Test func mutatedManifests() {
        var random = SeededGenerator(seed: 2004)
        // As many that are right as there are that are wrong.
        let mistaken = DiagnosticTests.cases.flatMap(\.files).map { Array($0.text.utf8) }
        let examples = Project.manifests.map { Array(Project.text(of: $0).utf8) }
        let words = MutationTests.words.map { Array($0.utf8) }
        let rounds = Rounds.count(usual: 3000)
        var accepted = 0
        for _ in 0..<rounds {
            var text = (random.chance(50) ? mistaken : examples).randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&text, words, &random) }
            if check(text) { accepted += 1 }
        }
        Figure.note(rounds, "mutated manifests: \(accepted) were accepted")
        #expect((rounds / 20..<rounds / 2).contains(accepted), "some of the mutations are harmless, and some are not")
    }

    @Test(arguments: hugeTexts.keys.sorted()) func hugeText(_ name: String) throws {
        check(Array(try #require(MutationTests.hugeTexts[name]).utf8))
    }

    private static let hugeTexts = [
        "nested lists": String(repeating: "[", count: 100_000),
        "nested mappings": String(repeating: "{a: ", count: 50_000),
        "nested items": String(repeating: "- ", count: 50_000),
        "nested keys": String(repeating: "? ", count: 50_000),
        "directives": String(repeating: "%TAG !a! b\n", count: 50_000),
        "one key": String(repeating: "x: 1\n", count: 20_000),
        "one store": "version: 1\nstores:\n" + String(repeating: "  a: {}\n", count: 20_000),
        "unknown keys": (0..<20_000).map { "key-\($0): 1\n" }.joined(),
        "types": "version: 1\nstores: {s: {file: /s, partitions: ["
            + String(repeating: "{name: a, type: rot-x86-64},\n", count: 20_000) + "]}}",
        "stores on stores": "version: 1\nstores:\n"
            + (0..<10_000).map { "  s\($0): {device: /dev/disk/by-loopwright/s\($0 + 1)/disk, links: [a/b]}\n" }
            .joined(),
        "open quote": "version: 1\nstores: '" + String(repeating: "a\n", count: 200_000),
        "path": "version: 1\nstores: {s: {file: /" + String(repeating: "a/", count: 100_000) + "}}",
        "number": "version: 1\nstores: {s: {file: /s, size: " + String(repeating: "9", count: 100_000) + "}}",
    ]

    @Test func bytesThatAreNoText() {
        expect([0xff], ["m:1:1: the text is not UTF-8; save the file as UTF-8"])
        expect(Array("version: 1\nä".utf8) + [0xc3], ["m:2:2: the text is not UTF-8; save the file as UTF-8"])
        // UTF-16 with its byte order mark.
        expect([0xff, 0xfe, 0x76, 0x00], ["m:1:1: the text is not UTF-8; save the file as UTF-8"])
        let tooMuch = [UInt8](repeating: UInt8(ascii: "#"), count: (16 << 20) + 1)
        expect(tooMuch, ["m:1:1: the file is larger than 16 MiB; split it into several files"])
    }

    @Test func theListOfMistakesIsBounded() {
        let text = (0..<5000).map { "key-\($0): 1\n" }.joined()
        let lines = diagnostics(Array(text.utf8))
        #expect(lines.count == 1001)
        #expect(lines.last == "m:1000:1: the file has 1000 mistakes or more; mend these first")
    }

    private static let words = [
        "version: 1\n", "stores:", "  s:\n", "file: /s", "device: /dev/sda", "match: {A: b}", "partitions: [", "]", "{",
        "}",
        "size: 4095PiB", "size: rest", "size: 100%", "start: 4095PiB", "offset: 4095PiB", "length: 4095PiB",
        "number: 255",
        "table: mbr", "type: 0x05", "uuid: 8a6f2c10", "\n", "\t", ": ", ", ", "- ", "? ", "&a ", "*a", "!t ", "|\n",
        ">\n",
        "\"", "'", "#", "%", "---\n", "...\n", "\u{FEFF}", "\u{0}", "😀", "\u{85}", "99999999999999999999", "name: a",
    ]

    private func mutate(_ text: inout [UInt8], _ words: [[UInt8]], _ random: inout SeededGenerator) {
        let start = Int.random(in: 0...text.count, using: &random)
        let end = Int.random(in: start...min(text.count, start + 12), using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: text.removeSubrange(start..<end)
        case 1: text.insert(contentsOf: words.randomElement(using: &random) ?? [], at: start)
        case 2: text.insert(contentsOf: text[start..<end], at: Int.random(in: 0...text.count, using: &random))
        default:
            guard start < text.count else { return }
            text[start] = UInt8.random(in: 0...255, using: &random)
        }
    }

    /// - Returns: whether the text is a manifest.
    @discardableResult
    private func check(_ text: [UInt8]) -> Bool {
        guard case .failure(let diagnostics) = Manifest.parse(files: [("m", text)]) else { return true }
        // YAML 1.1 ends lines with U+0085, U+2028 and U+2029 too; libyaml puts the end of the text on a line of its own.
        let lines = text.count(where: { [0x0a, 0x0d, 0x85, 0xa8, 0xa9].contains($0) }) + 2
        #expect(!diagnostics.all.isEmpty)
        for diagnostic in diagnostics.all {
            #expect((1...lines).contains(diagnostic.location.line) && diagnostic.location.column > 0)
            #expect(!diagnostic.description.utf8.contains(0x0a))
        }
        return false
    }

    private func expect(_ text: [UInt8], _ expected: [String]) { #expect(diagnostics(text) == expected) }

    private func diagnostics(_ text: [UInt8]) -> [String] {
        guard case .failure(let diagnostics) = Manifest.parse(files: [("m", text)]) else { return [] }
        return diagnostics.all.map(\.description)
    }
}
