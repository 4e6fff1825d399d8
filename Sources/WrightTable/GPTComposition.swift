// SPDX-License-Identifier: MIT

package import WrightModel

/// The bytes of a GPT that is made where there is no table, as libfdisk would make it.
package struct GPTComposition {
    /// All five pieces in the order in which they lie on the device.
    package let pieces: [TablePiece]

    /// Composes `table` for a device of some size; nil where there is no such GPT or no room for it.
    ///
    /// - Parameter bootCode: what the first sector begins with, of which 440 bytes are kept.
    package init?(_ table: PartitionTable, deviceSize: ByteCount, bootCode: [UInt8] = []) {
        guard case .gpt(let disk) = table.identifier, let places = Places(of: table, deviceSize: deviceSize),
            let entries = GPTComposition.entries(of: table)
        else { return nil }
        let sector = Int(table.sectorSize.count.bytes)
        var first = ProtectiveMBR.sector(table.sectorSize, lastBlock: places.last)
        first.replaceSubrange(0..<min(440, bootCode.count), with: bootCode.prefix(440))
        let check = CRC32.checksum(of: entries[..<(table.entries * Int(TableGeometry.gptEntrySize))])
        func header(at block: UInt64, other: UInt64, entriesAt start: UInt64) -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: sector)
            bytes.put(GPTHeader.signature, at: 0)
            bytes.put(UInt32(0x10000), at: 8)
            bytes.put(UInt32(92), at: 12)
            bytes.put(block, at: 24)
            bytes.put(other, at: 32)
            bytes.put(places.usable.lowerBound, at: 40)
            bytes.put(places.usable.upperBound - 1, at: 48)
            bytes.put(disk, at: 56)
            bytes.put(start, at: 72)
            bytes.put(UInt32(table.entries), at: 80)
            bytes.put(UInt32(TableGeometry.gptEntrySize), at: 84)
            bytes.put(check, at: 88)
            bytes.put(GPTHeader.checksum(of: bytes, size: 92), at: 16)
            return bytes
        }
        func piece(_ part: TableRegion.Part, _ blocks: Range<UInt64>, _ bytes: [UInt8]) -> TablePiece {
            TablePiece(TableRegion(part, table.sectorSize.extent(of: blocks)), bytes)
        }
        let (front, back) = (places.front, places.back)
        pieces = [
            piece(.bootRecord, 0..<1, first),
            piece(.primaryHeader, 1..<2, header(at: 1, other: places.last, entriesAt: front.lowerBound)),
            piece(.primaryEntries, front, entries), piece(.backupEntries, back, entries),
            piece(
                .backupHeader, places.last..<(places.last + 1),
                header(at: places.last, other: 1, entriesAt: back.lowerBound)),
        ]
    }

    /// The entry array, to the end of its last sector; nil where a partition has no place in it.
    private static func entries(of table: PartitionTable) -> [UInt8]? {
        guard
            let length = TableGeometry.entryArrayLength(entries: table.entries, sectorSize: table.sectorSize)
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(length.bytes))
        for partition in table.partitions {
            guard (1...table.entries).contains(partition.number), case .gpt(let type) = partition.type,
                case .gpt(let identifier) = partition.identifier, let label = GPTLabel.bytes(of: partition.label)
            else { return nil }
            let start = (partition.number - 1) * Int(TableGeometry.gptEntrySize)
            let sector = table.sectorSize.count
            bytes.put(type, at: start)
            bytes.put(identifier, at: start + 16)
            bytes.put(UInt64(clamping: partition.extent.start / sector), at: start + 32)
            bytes.put(UInt64(clamping: partition.extent.end / sector - 1), at: start + 40)
            bytes.put(partition.attributes.rawValue, at: start + 48)
            bytes.replaceSubrange((start + GPTLabel.offset)..<(start + GPTLabel.offset + label.count), with: label)
        }
        return bytes
    }
}

/// Where the pieces of a GPT lie that is made on a device, in blocks.
private struct Places {
    let last: UInt64
    let front, back, usable: Range<UInt64>

    /// Nil where the usable area is not between the two entry arrays.
    init?(of table: PartitionTable, deviceSize: ByteCount) {
        let room = TableGeometry.usable(
            kind: table.kind, deviceSize: deviceSize, sectorSize: table.sectorSize, entries: table.entries)
        guard table.kind == .gpt, let room, room.contains(table.usable), table.usable.length > .zero else { return nil }
        let sector = table.sectorSize.count
        func block(_ place: ByteCount) -> UInt64 { UInt64(clamping: place / sector) }
        last = block(deviceSize) - 1
        front = 2..<block(room.start)
        back = block(room.end)..<last
        usable = block(table.usable.start)..<block(table.usable.end)
    }
}
