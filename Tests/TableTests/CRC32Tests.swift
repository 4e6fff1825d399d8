// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightTable

@Suite struct CRC32Tests {
    @Test(
        arguments: [
            ("", 0), ("a", 0xe8b7_be43), ("123456789", 0xcbf4_3926),
            ("The quick brown fox jumps over the lazy dog", 0x414f_a339),
        ] as [(String, UInt32)])
    func knownVectors(text: String, value: UInt32) {
        #expect(CRC32.checksum(of: Array(text.utf8)) == value)
    }

    @Test func piecesCheckLikeTheWhole() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        var check = CRC32()
        check.update(bytes[0..<13])
        check.update(bytes[13..<1000])
        #expect(check.value == CRC32.checksum(of: bytes))
        #expect(check.value == bitwiseCRC(bytes))
    }

    /// Of any length and wherever they begin.
    @Test(arguments: 0..<16) func bytesOfAnyLengthCheckAsBitByBit(start: Int) {
        var chance = SeededGenerator(seed: UInt64(start))
        for length in Array(0..<20) + [92, 511, 512, .random(in: 1...5000, using: &chance)] {
            let bytes = (0..<(start + length)).map { _ in UInt8.random(in: 0...255, using: &chance) }
            #expect(CRC32.checksum(of: bytes[start...]) == bitwiseCRC(Array(bytes[start...])), "\(length) bytes")
        }
    }
}
