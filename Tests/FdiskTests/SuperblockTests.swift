// SPDX-License-Identifier: MIT

import Testing
import WrightFdisk
import WrightModel
import WrightTable

/// How much file systems take that the usual programs have just made, smaller than what they lie on.
@Suite struct SuperblockTests {
    static let made: [(program: String, arguments: [String], size: ByteCount)] = [
        ("mkfs.ext2", ["-q"], .mebibyte * 12), ("mkfs.ext3", ["-q"], .mebibyte * 12),
        ("mkfs.ext4", ["-q", "-b", "4096"], .mebibyte * 12),
        ("mkfs.ext4", ["-q", "-O", "64bit,bigalloc"], .mebibyte * 12),
        ("mkfs.vfat", [], .mebibyte * 12), ("mkfs.vfat", ["-F", "32", "-S", "4096"], .mebibyte * 12),
        ("mkswap", ["-q"], .mebibyte * 12), ("mkfs.xfs", ["-q"], .mebibyte * 320),
        ("mkfs.btrfs", ["-q"], .mebibyte * 320), ("mkfs.exfat", ["-q"], .mebibyte * 12),
    ]

    @Test(arguments: made.indices) func tellsItsSize(index: Int) throws {
        let (program, arguments, size) = Self.made[index]
        guard let command = Command(program) else { return }
        let image = try TemporaryImage(size: size.bytes)
        let result = try command.run(arguments + [image.path])
        try #require(result.status == 0, "\(result.output)")
        try image.resize(size.bytes * 2)
        let found = try SignatureProbe.probe(
            descriptor: image.descriptor, offset: .zero, size: size * 2, sectorSize: .bytes512)
        let type = try #require(found.first?.type)
        let source = ByteSource(descriptor: image.descriptor, offset: .zero, size: size * 2)
        let superblock = try #require(SuperblockReader.read(type, from: source), "\(type)")
        #expect(superblock.size == size, "\(type)")
        #expect(superblock.lastMount == nil)
        if type.hasPrefix("ext") { #expect(superblock.used.map { $0 > .zero && $0 < size } ?? false) }
    }
}
