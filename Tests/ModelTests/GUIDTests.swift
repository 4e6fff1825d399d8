// SPDX-License-Identifier: MIT

import Testing
import WrightModel

@Suite struct GUIDTests {
    @Test func textAndBytesAreInOneOrder() throws {
        let guid = try #require(GUID("00112233-4455-6677-8899-AABBCCDDEEFF"))
        #expect(guid.bytes == (0..<16).map { $0 * 0x11 })
        #expect(GUID(bytes: guid.bytes) == guid)
        #expect(guid.description == "00112233-4455-6677-8899-aabbccddeeff")
    }

    @Test(arguments: [0, 15, 17]) func anyOtherNumberOfBytesIsNone(count: Int) {
        #expect(GUID(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test func theyAreInTheOrderOfTheirText() throws {
        let texts = ["00000000-0000-0000-0000-000000000001", "00000000-0000-0001-0000-000000000000"]
        let guids = texts.map { GUID($0) ?? .zero } + [GUID(high: .max, low: 0)]
        #expect(guids.reversed().sorted() == guids)
    }

    @Test(arguments: ["", "00112233", "0011223344556677-8899-aabb-ccdd-eeff", "g0112233-4455-6677-8899-aabbccddeeff"])
    func wrongTextIsRefused(_ text: String) { #expect(GUID(text) == nil) }
}
