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
        guard let places = Places(of: table, deviceSize: deviceSize),
            let entries = GPTComposition.entries(of: table),
            let header = GPTComposition.header(of: table, usable: places.usable, entries: entries)
        else { return nil }
        var first = ProtectiveMBR.sector(table.sectorSize, lastBlock: places.last)
        first.replaceSubrange(0..<min(440, bootCode.count), with: bootCode.prefix(440))
        let backup = header.placed(at: places.last, other: 1, entriesAt: places.back.lowerBound)
        let pieces: [(TableRegion.Part, Range<UInt64>, [UInt8])] = [
            (.bootRecord, 0..<1, first),
            (.primaryHeader, 1..<2, header.placed(at: 1, other: places.last, entriesAt: places.front.lowerBound)),
            (.primaryEntries, places.front, entries), (.backupEntries, places.back, entries),
            (.backupHeader, places.last..<(places.last + 1), backup),
        ]
        self.pieces = pieces.map { TablePiece(TableRegion($0.0, table.sectorSize.extent(of: $0.1)), $0.2) }
    }

    /// The entry array, to the end of its last sector; nil where a partition has no place in it.
    private static func entries(of table: PartitionTable) -> [UInt8]? {
        guard let length = TableGeometry.entryArrayLength(entries: table.entries, sectorSize: table.sectorSize) else {
            return nil
        }
        let sector = table.sectorSize.count
        var bytes = [UInt8](repeating: 0, count: Int(length.bytes))
        for partition in table.partitions {
            guard (1...table.entries).contains(partition.number), case .gpt(let type) = partition.type,
                case .gpt(let identifier) = partition.identifier, let label = GPTLabel.bytes(of: partition.label)
            else { return nil }
            let start = (partition.number - 1) * Int(TableGeometry.gptEntrySize)
            bytes.put(type, at: start)
            bytes.put(identifier, at: start + 16)
            bytes.put(UInt64(clamping: partition.extent.start / sector), at: start + 32)
            bytes.put(UInt64(clamping: partition.extent.end / sector - 1), at: start + 40)
            bytes.put(partition.attributes.rawValue, at: start + 48)
            bytes.replaceSubrange((start + GPTLabel.offset)..<(start + GPTLabel.offset + label.count), with: label)
        }
        return bytes
    }

    /// What is the same in both headers (UEFI specification, section 5.3.2).
    private static func header(of table: PartitionTable, usable: Range<UInt64>, entries: [UInt8]) -> [UInt8]? {
        guard case .gpt(let disk) = table.identifier else { return nil }
        let size = Int(TableGeometry.gptEntrySize)
        var bytes = [UInt8](repeating: 0, count: Int(table.sectorSize.count.bytes))
        bytes.put(GPTHeader.signature, at: 0)
        bytes.put(UInt32(0x10000), at: 8)
        bytes.put(UInt32(92), at: 12)
        bytes.put(usable.lowerBound, at: 40)
        bytes.put(usable.upperBound - 1, at: 48)
        bytes.put(disk, at: 56)
        bytes.put(UInt32(table.entries), at: 80)
        bytes.put(UInt32(size), at: 84)
        bytes.put(CRC32.checksum(of: entries[..<(table.entries * size)]), at: 88)
        return bytes
    }
}

extension [UInt8] {
    /// A header as it is in one of its two places.
    fileprivate func placed(at block: UInt64, other: UInt64, entriesAt start: UInt64) -> [UInt8] {
        var bytes = self
        bytes.put(block, at: 24)
        bytes.put(other, at: 32)
        bytes.put(start, at: 72)
        bytes.put(GPTHeader.checksum(of: bytes, size: 92), at: 16)
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
            kind: .gpt, deviceSize: deviceSize, sectorSize: table.sectorSize, entries: table.entries)
        guard table.kind == .gpt, let room, room.contains(table.usable), table.usable.length > .zero else { return nil }
        let sector = table.sectorSize.count
        func block(_ place: ByteCount) -> UInt64 { UInt64(clamping: place / sector) }
        last = block(deviceSize) - 1
        front = 2..<block(room.start)
        back = block(room.end)..<last
        usable = block(table.usable.start)..<block(table.usable.end)
    }
}
