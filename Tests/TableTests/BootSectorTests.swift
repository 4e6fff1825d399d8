// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightTable

/// Boot sectors of file systems end in 0x55 0xaa like an MBR, and are none.
@Suite struct BootSectorTests {
    /// The parameters of a FAT of 4096 sectors.
    private func fat(long: Bool) -> [UInt8] {
        var bytes = MBRImage.record([])
        bytes.replaceSubrange(0..<11, with: [0xeb, 0x3c, 0x90] + Array("mkfs.fat".utf8))
        bytes.put(UInt16(512), at: 11)
        bytes[13] = 4
        bytes.put(UInt16(32), at: 14)
        bytes[16] = 2
        bytes.put(UInt16(long ? 0 : 512), at: 17)
        bytes.put(UInt16(long ? 0 : 4096), at: 19)
        bytes[21] = 0xf8
        bytes.put(UInt16(long ? 0 : 4), at: 22)
        if long {
            bytes.put(UInt32(4096), at: 32)
            bytes.put(UInt32(8), at: 36)
        }
        return bytes
    }

    private func image(_ first: [UInt8]) -> Image {
        var image = Image(blocks: 4096)
        image[0] = first
        return image
    }

    @Test(arguments: [false, true]) func aFATIsNoMBR(long: Bool) {
        #expect(image(fat(long: long)).read() == .absent)
    }

    @Test(arguments: ["NTFS    ", "EXFAT   ", "-FVE-FS-"]) func othersAreKnownByName(name: String) {
        var bytes = MBRImage.record([.init(start: 100, count: 10)])
        bytes.replaceSubrange(3..<11, with: name.utf8)
        #expect(image(bytes).read() == .absent)
    }

    @Test func anAIXDiskIsNoMBR() {
        var bytes = MBRImage.record([])
        bytes.replaceSubrange(0..<4, with: [0xc9, 0xc2, 0xd4, 0xc1])
        #expect(image(bytes).read() == .absent)
    }

    @Test func aStatusOtherThanActiveOrNotIsNoMBR() {
        #expect(image(MBRImage.record([.init(status: 0x81, start: 100, count: 10)])).read() == .absent)
    }

    @Test func withoutItsLastTwoBytesItIsNothing() {
        var bytes = MBRImage.record([.init(start: 100, count: 10)])
        bytes[511] = 0
        #expect(image(bytes).read() == .absent)
    }

    /// Each of the FAT's parameters out of its range makes it a mere sector with boot code: an empty MBR.
    @Test(
        arguments: [
            (12, 0), (12, 3), (13, 0), (13, 3), (14, 0), (16, 0), (21, 0xf7), (21, 0xf1),
        ] as [(Int, UInt8)])
    func parametersThatMakeNoSenseAreNotAFAT(offset: Int, value: UInt8) {
        var bytes = fat(long: false)
        bytes[offset] = value
        #expect(image(bytes).read().table?.kind == .mbr)
    }

    @Test func aFATLargerThanItsSectorsIsNone() {
        var bytes = fat(long: true)
        bytes.put(UInt32.max, at: 36)
        #expect(image(bytes).read().table?.kind == .mbr)
    }

    @Test func otherFileSystemsBehindFATParametersAreNoFAT() {
        var bytes = fat(long: false)
        bytes.replaceSubrange(54..<62, with: "JFS     ".utf8)
        #expect(image(bytes).read().table?.kind == .mbr)
    }
}
