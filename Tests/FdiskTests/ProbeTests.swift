// SPDX-License-Identifier: MIT

import Testing
import WrightFdisk
import WrightModel

/// What libblkid finds on images that the usual programs made, or that carry the magic bytes of their formats.
@Suite struct ProbeTests {
    private func probe(_ image: TemporaryImage, offset: Int64 = 0, size: Int64? = nil) throws -> [Signature] {
        try SignatureProbe.probe(
            descriptor: image.descriptor, offset: ByteCount(offset), size: ByteCount(size ?? image.size - offset),
            sectorSize: .bytes512)
    }

    @Test func nothingIsFoundOnABlankImage() throws {
        let image = try TemporaryImage(size: 8 << 20)
        #expect(try probe(image).isEmpty)
        #expect(try probe(image, size: 0).isEmpty)
        #expect(try probe(TemporaryImage(size: 512)).isEmpty)
    }

    @Test(.enabled(if: Command.isThere("mkfs.ext4"), "needs mkfs.ext4")) func ext4() throws {
        let image = try TemporaryImage(size: 16 << 20)
        try image.judge("mkfs.ext4", "-q", "-L", "späť", "-U", "8a6f2c10-0102-8304-9506-0708090a0001")
        let found = try probe(image)
        #expect(
            found == [
                Signature(
                    type: "ext4", label: "späť", uuid: "8a6f2c10-0102-8304-9506-0708090a0001", offset: ByteCount(1080))
            ])
    }

    @Test(.enabled(if: Command.isThere("mkfs.vfat"), "needs mkfs.vfat")) func vfat() throws {
        let image = try TemporaryImage(size: 16 << 20)
        try image.judge("mkfs.vfat", "-n", "BOOT", "-i", "12345678")
        let found = try probe(image)
        #expect(found.map(\.type) == ["vfat"])
        #expect(found.first?.label == "BOOT")
        #expect(found.first?.uuid == "1234-5678")
    }

    @Test(.enabled(if: Command.isThere("mkswap"), "needs mkswap")) func swap() throws {
        let image = try TemporaryImage(size: 16 << 20)
        try image.judge("mkswap", "-L", "swap")
        #expect(try probe(image).map(\.type) == ["swap"])
        #expect(try probe(image).map(\.offset) == [ByteCount(4086)])
    }

    /// Every signature is found, not the first alone.
    @Test(.enabled(if: Command.isThere("mkfs.ext4"), "needs mkfs.ext4")) func twoAtOnce() throws {
        let image = try TemporaryImage(size: 16 << 20)
        try image.judge("mkfs.ext4", "-q")
        try image.write(Array("LUKS".utf8) + [0xba, 0xbe, 0, 1], at: 0)
        #expect(Set(try probe(image).map(\.type)) == ["ext4", "crypto_LUKS"])
    }

    @Test func luks() throws {
        let image = try TemporaryImage(size: 16 << 20)
        try image.write(Array("LUKS".utf8) + [0xba, 0xbe, 0, 1], at: 0)
        try image.write(Array("8a6f2c10-0102-8304-9506-0708090a0001".utf8), at: 168)
        let found = try probe(image)
        #expect(found.map(\.type) == ["crypto_LUKS"])
        #expect(found.first?.uuid == "8a6f2c10-0102-8304-9506-0708090a0001")
    }

    /// A label header in the second sector, as LVM writes it, with no right checksum: it is somebody's all the same.
    @Test func lvm() throws {
        let image = try TemporaryImage(size: 16 << 20)
        var label = [UInt8](repeating: 0, count: 512)
        label.replaceSubrange(0..<8, with: "LABELONE".utf8)
        label[8] = 1
        label[20] = 32
        label.replaceSubrange(24..<32, with: "LVM2 001".utf8)
        label.replaceSubrange(32..<64, with: "abcdefghijklmnopqrstuvwxyz012345".utf8)
        try image.write(label, at: 512)
        #expect(try probe(image).map(\.type) == ["LVM2_member"])
    }

    /// A superblock of version 1.2, 4096 bytes from the start.
    @Test func mdraid() throws {
        let image = try TemporaryImage(size: 16 << 20)
        var superblock = [UInt8](repeating: 0, count: 4096)
        superblock.replaceSubrange(0..<8, with: [0xfc, 0x4e, 0x2b, 0xa9, 1, 0, 0, 0])
        superblock[144] = 8
        try image.write(superblock, at: 4096)
        #expect(try probe(image).map(\.type) == ["linux_raid_member"])
    }

    /// Tables that the readers of this house do not know are somebody's too; those they know are left to them.
    @Test(.enabled(if: Command.isThere("sfdisk"), "needs sfdisk"), arguments: ["sun", "sgi", "dos", "gpt"])
    func tables(label: String) throws {
        let image = try TemporaryImage(size: 64 << 20)
        try image.judge("sfdisk", "-q", input: "label: \(label)\n")
        #expect(try probe(image).map(\.type) == (["sun", "sgi"].contains(label) ? [label] : []))
    }

    @Test(.enabled(if: Command.isThere("sfdisk"), "needs sfdisk")) func aGPTWithoutItsProtectiveMBRIsTheReaders() throws
    {
        let image = try TemporaryImage(size: 16 << 20)
        try image.judge("sfdisk", "-q", input: "label: gpt\n")
        try image.write([UInt8](repeating: 0, count: 512), at: 0)
        #expect(try probe(image).isEmpty)
        #expect(try DataCheck.holdsData(descriptor: image.descriptor, offset: .zero, size: ByteCount(image.size)))
    }

    @Test(.enabled(if: Command.isThere("mkfs.ext4"), "needs mkfs.ext4")) func whatAPartitionHoldsIsNotReported() throws
    {
        let image = try TemporaryImage(size: 16 << 20)
        var wanted = Sample.table(.gpt, size: 16 << 20)
        wanted.partitions = [Sample.gpt(1, 2048, 16384)]
        try image.change(to: wanted, from: nil)
        let result = try #require(Command("mkfs.ext4")).run(["-qF", "-E", "offset=\(1 << 20)", image.path, "8M"])
        #expect(result.status == 0, "\(result.output)")
        #expect(try probe(image).isEmpty)
        #expect(try probe(image, offset: 1 << 20).map(\.type) == ["ext4"])
        #expect(try probe(image, offset: 1 << 20, size: 8 << 20).first?.offset == ByteCount(1080))
    }

    @Test func aSliceBeyondTheEndIsAFailure() throws {
        let image = try TemporaryImage(size: 1 << 20)
        #expect(throws: TableFailure.self) { try probe(image, size: 2 << 20) }
        #expect(throws: TableFailure.self) {
            try SignatureProbe.probe(descriptor: -1, offset: .zero, size: .mebibyte, sectorSize: .bytes512)
        }
    }

    @Test(arguments: [0, 1, 1_048_575, 7 << 20, (8 << 20) - 1]) func aByteNearEitherEndIsData(place: Int64) throws {
        let image = try TemporaryImage(size: 9 << 20)
        // The slice leaves out the last mebibyte of the image.
        func holds() throws -> Bool {
            try DataCheck.holdsData(descriptor: image.descriptor, offset: .zero, size: ByteCount(8 << 20))
        }
        try image.write([1], at: 8 << 20)
        try image.write([1], at: 3 << 20)
        #expect(try !holds())
        try image.write([1], at: place)
        #expect(try holds())
    }
}
