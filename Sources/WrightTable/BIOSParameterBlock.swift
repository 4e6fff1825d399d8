// SPDX-License-Identifier: MIT

/// The parameters in a FAT boot sector, by which it is told from an MBR: both end in 0x55 0xaa.
///
/// The checks are those by which libblkid recognises a FAT without a magic string (`fat_valid_superblock`).
struct BIOSParameterBlock {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isFAT: Bool {
        guard !hasOtherFileSystem, fats >= 1, reserved >= 1, media == 0xf0 || media >= 0xf8,
            isPowerOfTwo(clusterSize), isPowerOfTwo(sectorSize), (512...4096).contains(sectorSize)
        else { return false }
        let clusters = (sectors - overhead) / clusterSize
        return sectors >= overhead && clusters <= clusterLimit
    }

    private var sectorSize: Int { Int(bytes.number16(at: 11)) }
    private var clusterSize: Int { Int(bytes[13]) }
    private var reserved: Int { Int(bytes.number16(at: 14)) }
    private var fats: Int { Int(bytes[16]) }
    private var media: UInt8 { bytes[21] }
    private var shortFATLength: Int { Int(bytes.number16(at: 22)) }
    private var longFATLength: Int { Int(bytes.number32(at: 36)) }

    private var sectors: Int {
        let short = Int(bytes.number16(at: 19))
        return short == 0 ? Int(bytes.number32(at: 32)) : short
    }

    /// The reserved sectors, the FATs and the root folder, in sectors.
    private var overhead: Int {
        let folder = Int(bytes.number16(at: 17)) * 32
        let length = shortFATLength == 0 ? longFATLength : shortFATLength
        return reserved + length * fats + (folder + sectorSize - 1) / sectorSize
    }

    private var clusterLimit: Int {
        shortFATLength == 0 && longFATLength != 0 ? 0x0fff_fff6 : 0xfff4
    }

    /// OS/2 puts parameters like those of FAT in front of its own file systems, with their names where FAT has its own.
    private var hasOtherFileSystem: Bool {
        ["JFS     ", "HPFS    "].contains { Array($0.utf8) == Array(bytes[54..<62]) }
    }

    private func isPowerOfTwo(_ value: Int) -> Bool { value > 0 && value & (value - 1) == 0 }
}
