// SPDX-License-Identifier: MIT

package import WrightModel

/// Reads from the superblock of a file system how much of its device it takes.
///
/// libblkid tells as much from version 2.39 on only, and not where a file system was mounted last. The type is known
/// from libblkid, which has checked the rest; what is out of bounds here makes the superblock one that is not understood.
package enum SuperblockReader {
    /// The types that are understood, by libblkid's names.
    package static let types = readers.keys.sorted()

    /// What the file system of a type says of itself; nil where the type is not known or the bytes make no sense.
    package static func read(_ type: String, from source: ByteSource) -> Superblock? {
        readers[type].flatMap { $0(source) }
    }

    private static var readers: [String: (ByteSource) -> Superblock?] {
        [
            "ext2": ext, "ext3": ext, "ext4": ext, "xfs": xfs, "btrfs": btrfs, "swap": swap, "vfat": fat,
            "exfat": exfat, "squashfs": squashfs, "ntfs": ntfs,
        ]
    }

    private static func bytes(of source: ByteSource, at offset: Int64, count: Int64) -> [UInt8]? {
        (try? source.read(Extent(start: ByteCount(offset), length: ByteCount(count)))) ?? nil
    }

    // MARK: ext2, ext3, ext4

    /// `struct ext4_super_block`, a KiB behind the start: blocks 4, free blocks 12, log2 of the block size less ten 24,
    /// incompatible features 96, the last mount point 136, the upper halves of both counts 336 and 344.
    private static func ext(_ source: ByteSource) -> Superblock? {
        guard let block = bytes(of: source, at: 1024, count: 1024), block.number16(at: 56) == 0xef53,
            block.number32(at: 24) <= 6
        else { return nil }
        let features = block.number32(at: 96)
        // A journal of another file system has no size of its own kind.
        guard features & 0x8 == 0 else { return nil }
        let isWide = features & 0x80 != 0
        func count(_ low: Int, _ high: Int) -> UInt64 {
            UInt64(block.number32(at: low)) | (isWide ? UInt64(block.number32(at: high)) << 32 : 0)
        }
        let blocks = Blocks(size: 1024 << UInt64(block.number32(at: 24)))
        let place = String(decoding: block[136..<200].prefix { $0 != 0 }, as: UTF8.self)
        return blocks.superblock(
            count: count(4, 336), free: count(12, 344), lastMount: place.isEmpty ? nil : place)
    }

    // MARK: XFS

    /// `struct xfs_dsb`, most significant byte first: block size 4, data blocks 8, free data blocks 144.
    private static func xfs(_ source: ByteSource) -> Superblock? {
        guard let block = bytes(of: source, at: 0, count: 512), Array(block.prefix(4)) == Array("XFSB".utf8) else {
            return nil
        }
        return Blocks(size: block.bigNumber(at: 4, bytes: 4))
            .superblock(count: block.bigNumber(at: 8, bytes: 8), free: block.bigNumber(at: 144, bytes: 8))
    }

    // MARK: btrfs

    /// `struct btrfs_super_block`, 64 KiB behind the start: used bytes 120, the number of devices 136, and in the item
    /// of this device, which begins at 201, its size at 209 and what of it is given out at 217.
    private static func btrfs(_ source: ByteSource) -> Superblock? {
        guard let block = bytes(of: source, at: 65536, count: 512),
            Array(block[64..<72]) == Array("_BHRfS_M".utf8)
        else { return nil }
        let isAlone = block.number64(at: 136) == 1
        return Blocks(size: 1).superblock(
            count: block.number64(at: 209), used: isAlone ? block.number64(at: 120) : block.number64(at: 217))
    }

    // MARK: Swap

    /// `union swap_header`: a magic at the end of the first page, the version 1024 behind the start, then the last page.
    private static func swap(_ source: ByteSource) -> Superblock? {
        let magic = Array("SWAPSPACE2".utf8)
        let page = [4096, 8192, 16384, 32768, 65536].first { page in
            bytes(of: source, at: page - 10, count: 10) == magic
        }
        guard let page, let header = bytes(of: source, at: 1024, count: 8), header.number32(at: 0) == 1 else {
            return nil
        }
        return Blocks(size: UInt64(page)).superblock(count: UInt64(header.number32(at: 4)) + 1)
    }

    // MARK: FAT, exFAT and NTFS

    /// The BIOS parameter block: bytes of a sector 11, sectors 19 or, where that is zero, 32.
    private static func fat(_ source: ByteSource) -> Superblock? {
        guard let sector = bytes(of: source, at: 0, count: 512), sector.number16(at: 510) == 0xaa55 else { return nil }
        let short = UInt64(sector.number16(at: 19))
        return Blocks(size: UInt64(sector.number16(at: 11)))
            .superblock(count: short == 0 ? UInt64(sector.number32(at: 32)) : short)
    }

    /// The main boot sector: the volume's length in sectors 72, log2 of the size of a sector 108, the percentage in use
    /// 112, or 255.
    private static func exfat(_ source: ByteSource) -> Superblock? {
        guard let sector = bytes(of: source, at: 0, count: 512),
            Array(sector[3..<11]) == Array("EXFAT   ".utf8), (9...12).contains(sector[108])
        else { return nil }
        let length = sector.number64(at: 72)
        let blocks = Blocks(size: 1 << UInt64(sector[108]))
        guard sector[112] <= 100 else { return blocks.superblock(count: length) }
        return blocks.superblock(count: length, used: length / 100 * UInt64(sector[112]))
    }

    /// The boot sector: sectors 40, behind the last of which lies a copy of the first.
    private static func ntfs(_ source: ByteSource) -> Superblock? {
        guard let sector = bytes(of: source, at: 0, count: 512),
            Array(sector[3..<11]) == Array("NTFS    ".utf8), sector.number64(at: 40) < UInt64(1) << 62
        else { return nil }
        return Blocks(size: UInt64(sector.number16(at: 11))).superblock(count: sector.number64(at: 40) + 1)
    }

    // MARK: squashfs

    /// `struct squashfs_super_block`, with the used bytes at 40.
    ///
    /// The kernel reads it in blocks of up to 4 KiB.
    private static func squashfs(_ source: ByteSource) -> Superblock? {
        guard let block = bytes(of: source, at: 0, count: 96), Array(block.prefix(4)) == Array("hsqs".utf8) else {
            return nil
        }
        let length = block.number64(at: 40)
        guard length < UInt64(1) << 62 else { return nil }
        return Blocks(size: 4096).superblock(count: (length + 4095) / 4096)
    }
}

/// Counts of blocks of one size, as bytes.
private struct Blocks {
    let size: UInt64

    /// Nil where there is nothing, or more than any device can hold.
    func superblock(count: UInt64, free: UInt64? = nil, used: UInt64? = nil, lastMount: String? = nil) -> Superblock? {
        guard let whole = bytes(count), whole > .zero else { return nil }
        let taken = used ?? free.flatMap { $0 <= count ? count - $0 : nil }
        return Superblock(size: whole, used: taken.flatMap(bytes).map { min($0, whole) }, lastMount: lastMount)
    }

    private func bytes(_ count: UInt64) -> ByteCount? {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
        return overflow || bytes >= UInt64(1) << 62 ? nil : ByteCount(Int64(bytes))
    }
}

extension [UInt8] {
    /// A number whose most significant byte comes first.
    fileprivate func bigNumber(at offset: Int, bytes: Int) -> UInt64 {
        self[offset..<(offset + bytes)].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
