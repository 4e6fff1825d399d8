// SPDX-License-Identifier: MIT

import Testing
import WrightTable

@Suite struct CRC32Tests {
    @Test(
        arguments: [
            ("", 0), ("a", 0xe8b7_be43), ("123456789", 0xcbf4_3926),
            ("The quick brown fox jumps over the lazy dog", 0x414f_a339),
        ] as [(String, UInt32)])
    func knownVectors(text: String, value: UInt32) {
        #expect(CRC32.checksum(of: text.utf8) == value)
    }

    @Test func piecesCheckLikeTheWhole() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        var check = CRC32()
        check.update(bytes[0..<13])
        check.update(bytes[13..<1000])
        #expect(check.value == CRC32.checksum(of: bytes))
        #expect(check.value == bitwiseCRC(bytes))
        #expect(CRC32.checksum(of: AnySequence(bytes)) == bitwiseCRC(bytes))
    }
}
