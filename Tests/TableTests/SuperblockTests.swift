// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightTable

/// The superblocks of file systems that their own programs made, by the bytes that are not zero.
@Suite struct SuperblockTests {
    struct Sample: Sendable {
        let type: String
        let bytes: [(offset: Int, hex: String)]
        let wanted: Superblock
    }

    static let samples = [
        Sample(
            type: "xfs",
            bytes: [
                (0, "5846534200001000"), (12, "00014000"), (96, "00004000b4a5020002000008"), (148, "0000ffe0"),
            ],
            wanted: Superblock(size: .mebibyte * 320, used: .kibibyte * 4 * (0x14000 - 0xffe0))),
        Sample(
            type: "btrfs",
            bytes: [
                (65600, "5f42485266535f4d06000000"), (65648, "0000800c"), (65656, "00400200"), (65672, "01000000"),
                (65736, "00010000"), (65744, "000000800c00000000000080050000000000100000"),
            ],
            wanted: Superblock(size: .mebibyte * 200, used: .kibibyte * 144)),
        Sample(
            type: "exfat",
            bytes: [
                (0, "eb7690455846415420202000"), (72, "00400100"),
                (80, "0008000050000000001000000026000005000000c2d65bff0001000009030180"),
            ],
            wanted: Superblock(size: .mebibyte * 40, used: .zero)),
        Sample(
            type: "ntfs",
            bytes: [(0, "eb52904e544653202020200002080000"), (20, "00f80000"), (36, "80008000ffff0000")],
            wanted: Superblock(size: .mebibyte * 32)),
        Sample(
            type: "squashfs",
            bytes: [
                (0, "6873717302000000c256036b000002000100000001001100c00001000400000020000000"), (40, "e5000000"),
            ],
            wanted: Superblock(size: .kibibyte * 4)),
    ]

    private func bytes(of sample: Sample) -> [UInt8] {
        var image = [UInt8](repeating: 0, count: 128 << 10)
        for (offset, hex) in sample.bytes {
            var rest = hex[...]
            var place = offset
            while let byte = UInt8(rest.prefix(2), radix: 16) {
                image[place] = byte
                (place, rest) = (place + 1, rest.dropFirst(2))
            }
        }
        return image
    }

    private func source(_ image: [UInt8]) -> ByteSource {
        ByteSource(size: ByteCount(Int64(image.count))) { offset, count throws(ReadFailure) in
            Array(image[Int(offset)..<min(image.count, Int(offset) + count)])
        }
    }

    @Test(arguments: samples) func tellsItsSize(sample: Sample) {
        #expect(SuperblockReader.read(sample.type, from: source(bytes(of: sample))) == sample.wanted)
    }

    @Test func whatIsNotKnownHasNoSize() {
        let image = bytes(of: Self.samples[0])
        for type in ["crypto_LUKS", "LVM2_member", "linux_raid_member", "ext4", "swap", ""] {
            #expect(SuperblockReader.read(type, from: source(image)) == nil, "\(type)")
        }
        for type in SuperblockReader.types { #expect(SuperblockReader.read(type, from: source([])) == nil) }
    }

    /// Bytes that nobody vouches for make a size that a device can have, or none.
    @Test func mutatedBytesDoNoHarm() {
        var generator = SystemSeed(state: 20_261_122)
        for round in 0..<20_000 {
            let type = SuperblockReader.types[round % SuperblockReader.types.count]
            let sample = Self.samples.first { $0.type == type }
            var image = sample.map(bytes) ?? [UInt8](repeating: 0, count: 8 << 10)
            if sample == nil { image.plant(type) }
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                let place = Int.random(in: 0..<2048, using: &generator)
                let start = type == "btrfs" ? 65536 : type.hasPrefix("ext") || type == "swap" ? 1024 : 0
                image[(start + place % 512) % image.count] = .random(in: 0...255, using: &generator)
            }
            guard let read = SuperblockReader.read(type, from: source(image)) else { continue }
            #expect(read.size > .zero && read.size < ByteCount(1 << 62) && read.used.map { $0 <= read.size } ?? true)
        }
    }
}

/// The same numbers with every run (SplitMix64).
private struct SystemSeed: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }
}

extension [UInt8] {
    /// The magic of a type, so that the reader goes on.
    fileprivate mutating func plant(_ type: String) {
        switch type {
        case "ext2", "ext3", "ext4": replaceSubrange(1080..<1082, with: [0x53, 0xef])
        case "swap":
            replaceSubrange(4086..<4096, with: "SWAPSPACE2".utf8)
            self[1024] = 1
        case "vfat": replaceSubrange(510..<512, with: [0x55, 0xaa])
        default: break
        }
    }
}
