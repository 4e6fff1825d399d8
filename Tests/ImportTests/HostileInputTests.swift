// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightImport
import WrightManifest
import WrightModel

/// Whatever the bytes, there is a manifest that the parser of manifests takes, or one sentence.
@Suite struct HostileInputTests {
    @Test func mutatedInputs() {
        var random = SeededGenerator(seed: 1202)
        let inputs = Foreign.all
        let rounds = Rounds.count(usual: 3000)
        var accepted = 0
        for _ in 0..<rounds {
            var files = random.pick(inputs)
            let index = Int.random(in: files.indices, using: &random)
            for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&files[index].bytes, &random) }
            if check(files) { accepted += 1 }
        }
        Figure.note(rounds, "mutated files of other programs: \(accepted) became manifests")
        #expect(
            (rounds / 20..<rounds * 19 / 20).contains(accepted),
            "some of the mutations are harmless, and some are not: \(accepted)")
    }

    static let huge: [String: String] = [
        "lists in JSON": String(repeating: "[", count: 50_000),
        "objects in JSON": "{\"ignition\": " + String(repeating: "{\"a\": ", count: 50_000),
        "lists in YAML": "variant: a\nb: " + String(repeating: "[", count: 50_000),
        "lines of a dump": "label: gpt\ndevice: a\n"
            + (1...10_000).map { "a\($0) : start=\($0 * 8), size=8\n" }.joined(),
        "headers": String(repeating: "label: gpt\n", count: 50_000),
        "one line": "label: gpt\n" + String(repeating: "start=", count: 50_000),
        "blanks": "label: gpt\nstart=1, size=1" + String(repeating: " ,", count: 50_000),
        "colons": "label: gpt\n" + String(repeating: ": ", count: 50_000),
        "escapes": "label: gpt\nstart=1, size=1, name=\"" + String(repeating: "\\x41", count: 50_000) + "\"",
        "keys": "[Partition]\n" + (1...10_000).map { "Key\($0)=1\n" }.joined(),
        "sections": String(repeating: "[Partition]\n", count: 50_000),
        "one key": "[Partition]\n" + String(repeating: "CopyFiles=/a\n", count: 50_000),
        "continued lines": "[Partition]\nType=\\\n" + String(repeating: "a\\\n", count: 20_000),
        "digits": "[Partition]\nSizeMinBytes=" + String(repeating: "9", count: 50_000),
        "specifiers": "[Partition]\nLabel=" + String(repeating: "%%", count: 50_000),
        "disks": "variant: a\nstorage: {disks: [" + String(repeating: "{device: /dev/a},\n", count: 1_000) + "]}",
        "partitions": "variant: a\nstorage: {disks: [{device: /dev/a, partitions: ["
            + String(repeating: "{label: a},\n", count: 20_000) + "]}]}",
    ]

    @Test(arguments: huge.keys.sorted()) func hugeText(_ name: String) throws {
        _ = check([ForeignFile(name: "in", bytes: Array(try #require(HostileInputTests.huge[name]).utf8))])
    }

    private func mutate(_ text: inout [UInt8], _ random: inout SeededGenerator) {
        let start = Int.random(in: 0...text.count, using: &random)
        let end = Int.random(in: start...min(text.count, start + 12), using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: text.removeSubrange(start..<end)
        case 1: text.insert(contentsOf: Array(random.pick(HostileInputTests.words).utf8), at: start)
        case 2: text.insert(contentsOf: text[start..<end], at: Int.random(in: 0...text.count, using: &random))
        default:
            guard start < text.count else { return }
            text[start] = UInt8.random(in: 0...255, using: &random)
        }
    }

    private static let words = [
        "0", "9223372036854775807", "99999999999999999999", "-1", "start=", "size=", ": ", "\"", "\\x", "\\", ", ", "=",
        "[", "]", "{", "}",
        "\n", "\r\n", "\t", "%", "#", "\u{0}", "\u{1b}[2J", "\u{2028}", "😀", "true", "null", "rest", "Id=5", "type=ee",
        "bootable", "attrs=\"GUID:64\"",
        "label: dos\n", "sector-size: 4096\n", "device: /dev/..\n", "SizeMinBytes=1P\n", "Weight=0\n", "&a ", "*a",
        "!t ", "\"number\": 256,",
    ]

    /// - Returns: whether a manifest was made.
    private func check(_ files: [ForeignFile]) -> Bool {
        do {
            let text = try Importer.manifest(of: files, as: nil, Foreign.named(files))
            if case .failure(let diagnostics) = Manifest.parse(files: [("m", Array(text.utf8))]) {
                Issue.record("\(diagnostics)\n\(text)")
            }
            return true
        } catch {
            let sentence = "\(error)"
            #expect(
                !sentence.isEmpty && sentence.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f },
                "\(sentence)")
            return false
        }
    }
}
