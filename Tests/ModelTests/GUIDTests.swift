// SPDX-License-Identifier: MIT

import Testing
import WrightModel

@Suite struct GUIDTests {
    @Test func diskOrderSwapsTheFirstThreeGroups() throws {
        let guid = try #require(GUID("00112233-4455-6677-8899-AABBCCDDEEFF"))
        #expect(
            guid.onDisk == [
                0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff,
            ])
        #expect(GUID(onDisk: guid.onDisk) == guid)
        #expect(guid.description == "00112233-4455-6677-8899-aabbccddeeff")
    }

    @Test(arguments: ["", "00112233", "0011223344556677-8899-aabb-ccdd-eeff", "g0112233-4455-6677-8899-aabbccddeeff"])
    func wrongTextIsRefused(_ text: String) { #expect(GUID(text) == nil) }
}
