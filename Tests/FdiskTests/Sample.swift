// SPDX-License-Identifier: MIT

import WrightModel

/// Tables to be written, with every field given.
enum Sample {
    static let disk = guid(0x0d15)

    static func guid(_ value: UInt16) -> GUID {
        let tail = [UInt8(value >> 8), UInt8(value & 0xff)]
        return GUID(bytes: [0x8a, 0x6f, 0x2c, 0x10, 0x01, 0x02, 0x83, 0x04, 0x95, 0x06, 0x07, 0x08, 0x09, 0x0a] + tail)
            ?? .zero
    }

    /// A table without partitions that uses all of a device.
    static func table(
        _ kind: TableKind, size: Int64, sectorSize: SectorSize = .bytes512, entries: Int = 128
    ) -> PartitionTable {
        let entries = kind == .gpt ? entries : TableGeometry.mbrEntries
        let usable = TableGeometry.usable(
            kind: kind, deviceSize: ByteCount(size), sectorSize: sectorSize, entries: entries)
        return PartitionTable(
            kind: kind, identifier: kind == .gpt ? .gpt(disk) : .mbr(0xfeed_0001), sectorSize: sectorSize,
            entries: entries, usable: usable ?? Extent(start: .zero, length: .zero), partitions: [], checksum: 0)
    }

    /// A partition by its first sector and its number of sectors.
    static func gpt(
        _ number: Int, _ start: Int64, _ count: Int64, label: String = "", attributes: PartitionAttributes = [],
        sector: Int64 = 512
    ) -> TablePartition {
        TablePartition(
            number: number, extent: Extent(start: ByteCount(start * sector), length: ByteCount(count * sector)),
            type: .gpt(GUID("0fc63daf-8483-4772-8e79-3d69d8477de4") ?? .zero),
            identifier: .gpt(guid(UInt16(number))), label: label, attributes: attributes)
    }

    static func mbr(
        _ number: Int, _ start: Int64, _ count: Int64, type: UInt8 = 0x83, disk: UInt32 = 0xfeed_0001,
        attributes: PartitionAttributes = [], sector: Int64 = 512
    ) -> TablePartition {
        TablePartition(
            number: number, extent: Extent(start: ByteCount(start * sector), length: ByteCount(count * sector)),
            type: .mbr(type), identifier: .mbr(disk: disk, number: number), attributes: attributes)
    }
}
