// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightText

@Suite struct AttributeTests {
    @Test func namesAreThoseOfTheManifest() {
        #expect(AttributeText.list([], .gpt) == "none")
        #expect(AttributeText.list([.noAuto, .required], .gpt) == "required,no-auto")
        #expect(AttributeText.list([.active], .mbr) == "active")
        #expect(AttributeText.list([.active], .gpt) == "legacy-boot")
    }

    @Test func bitsWithoutANameAreNotLost() {
        let strange = PartitionAttributes(rawValue: 1 << 48 | 1 << 60)
        #expect(AttributeText.list(strange, .gpt) == "read-only,0x1000000000000")
        #expect(AttributeText.list(strange, .mbr) == "0x1001000000000000")
    }
}
