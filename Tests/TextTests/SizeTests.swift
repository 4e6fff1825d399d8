// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightText

@Suite struct SizeTests {
    struct Case: Sendable {
        var bytes: Int64
        var inWords: String
        var inBrief: String
        var inManifest: String

        init(_ bytes: Int64, _ inWords: String, _ inBrief: String, _ inManifest: String) {
            self.bytes = bytes
            self.inWords = inWords
            self.inBrief = inBrief
            self.inManifest = inManifest
        }
    }

    @Test(arguments: [
        Case(0, "0 B", "0 B", "0"),
        Case(1, "1 B", "1 B", "1"),
        Case(512, "512 B", "512 B", "512"),
        Case(1023, "1023 B", "1023 B", "1023"),
        Case(1024, "1 KiB", "1 KiB", "1KiB"),
        Case(1025, "1025 B", "1 KiB", "1025"),
        Case(1536, "1.5 KiB", "1.5 KiB", "1536"),
        Case(34 * 512, "17 KiB", "17 KiB", "17KiB"),
        Case(63 * 512, "31.5 KiB", "31.5 KiB", "32256"),
        Case(1 << 20, "1 MiB", "1 MiB", "1MiB"),
        Case(512 << 20, "512 MiB", "512 MiB", "512MiB"),
        Case(1536 << 20, "1.5 GiB", "1.5 GiB", "1536MiB"),
        Case(1280 << 20, "1.25 GiB", "1.25 GiB", "1280MiB"),
        Case(8188 << 20, "8188 MiB", "7.99 GiB", "8188MiB"),
        Case((8 << 30) - 512, "8388607.5 KiB", "7.99 GiB", "8589934080"),
        Case(8 << 30, "8 GiB", "8 GiB", "8GiB"),
        Case((1 << 30) + (11 << 20), "1035 MiB", "1.01 GiB", "1035MiB"),
        Case(3 << 50, "3 PiB", "3 PiB", "3PiB"),
        Case(.max, "9223372036854775807 B", "8191.99 PiB", "9223372036854775807"),
        Case(-(1 << 20), "-1 MiB", "-1 MiB", "-1MiB"),
        Case(.min, "-8192 PiB", "-8192 PiB", "-8192PiB"),
    ])
    func sizesAsText(_ example: Case) {
        let count = ByteCount(example.bytes)
        #expect(count.inWords == example.inWords)
        #expect(count.inBrief == example.inBrief)
        #expect(count.inManifest == example.inManifest)
    }
}
