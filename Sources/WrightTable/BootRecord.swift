// SPDX-License-Identifier: MIT

import WrightModel

/// The first 512 bytes of a device or of an extended partition, as an MBR or EBR lays them out.
struct BootRecord {
    /// One of the four entries: 16 bytes from offset 446.
    struct Entry {
        let status: UInt8
        let type: UInt8
        /// In logical sectors, counted from where the record's kind says.
        let start: UInt32
        let count: UInt32

        var isUsed: Bool { count != 0 }
        var isExtended: Bool { isUsed && PartitionType.mbr(type).isExtended }
    }

    static let length = ByteCount(512)
    /// The bytes of each entry.
    static let places = stride(from: 446, to: 510, by: 16).map { $0..<($0 + 16) }

    private let bytes: [UInt8]
    let entries: [Entry]

    /// A record from exactly 512 bytes.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        entries = BootRecord.places.map(\.lowerBound).map { offset in
            Entry(
                status: bytes[offset], type: bytes[offset + 4], start: bytes.number32(at: offset + 8),
                count: bytes.number32(at: offset + 12))
        }
    }

    var isBlank: Bool { bytes.allSatisfy { $0 == 0 } }
    var hasSignature: Bool { bytes[510] == 0x55 && bytes[511] == 0xaa }
    /// The disk's 32-bit identifier, at offset 440.
    var diskSignature: UInt32 { bytes.number32(at: 440) }
    var hasPartitions: Bool { entries.contains(where: \.isUsed) }
    /// Whether the record announces a GPT: an entry of type 0xee.
    var isProtective: Bool { hasSignature && entries.contains { $0.type == 0xee } }

    /// Whether this is an MBR and not the boot sector of a file system, which ends in the same two bytes.
    var isPartitionTable: Bool {
        hasSignature && entries.allSatisfy { $0.status == 0 || $0.status == 0x80 } && !isForeign
    }

    /// AIX disks, NTFS, exFAT and BitLocker by their names, FAT by its parameters.
    private var isForeign: Bool {
        let names = ["NTFS    ", "EXFAT   ", "-FVE-FS-"]
        let name = Array(bytes[3..<11])
        return Array(bytes[0..<4]) == [0xc9, 0xc2, 0xd4, 0xc1] || names.contains { Array($0.utf8) == name }
            || BIOSParameterBlock(bytes).isFAT
    }
}
