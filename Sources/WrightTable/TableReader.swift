// SPDX-License-Identifier: MIT

package import WrightModel

/// Reads partition tables from bytes that nobody vouches for.
///
/// - Whatever the bytes are, a reading comes back; none of them is trusted before it is checked.
/// - What the kernel, libblkid and libfdisk would disagree about is damaged, never silently one or the other.
package enum TableReader {
    /// The table in `source`, looked for with each of `sectorSizes` in turn.
    ///
    /// An MBR does not tell what it counts in. It is read in the first of the sizes, unless its extended partition is
    /// empty by that one and holds logical partitions by another.
    package static func read(_ source: ByteSource, sectorSizes: [SectorSize]) -> TableReading {
        scan(source, sectorSizes: sectorSizes).reading
    }

    /// The table in `source` and where its pieces lie.
    package static func scan(_ source: ByteSource, sectorSizes: [SectorSize]) -> TableScan {
        let first = sectorSizes.first ?? .bytes512
        let sector = TableRegion(.bootRecord, Extent(start: .zero, length: min(first.count, source.size)))
        do {
            return try find(in: source, sectorSizes: sectorSizes.isEmpty ? [first] : sectorSizes)
                ?? TableScan(reading: .absent, regions: [sector])
        } catch {
            return TableScan(reading: error.reading, regions: [sector], remains: error.remains, damage: error.damage)
        }
    }

    private static func find(in source: ByteSource, sectorSizes: [SectorSize]) throws(TableFault) -> TableScan? {
        var source = source
        source.hold(Extent(start: .zero, length: min(source.size, sectorSizes[0].count * 2 + usualEntries)))
        guard let first = try source.bytes(Extent(start: .zero, length: BootRecord.length)) else { return nil }
        let record = BootRecord(first)
        var copies: [GPTCopies] = []
        for size in sectorSizes where !copies.contains(where: { $0.primary.copy != nil }) {
            guard var reader = GPTReader(source: source, sectorSize: size) else { continue }
            copies.append(try reader.copies())
            source = reader.source
        }
        let gpt =
            copies.first { $0.primary.copy != nil } ?? copies.first { $0.backup.copy != nil }
            ?? copies.first(where: \.hasHeader)
        if record.isProtective {
            guard let gpt else { throw .damaged(GPTCopies.sentenceOfLoss(copies)) }
            return try gpt.scan(source)
        }
        try refuseHidden(gpt, under: record, on: source)
        guard record.isPartitionTable, try !holdsPhysicalVolume(source, under: record) else { return nil }
        return try bootRecords(record, in: source, sectorSizes: sectorSizes)
    }

    private static func bootRecords(
        _ record: BootRecord, in source: ByteSource, sectorSizes: [SectorSize]
    ) throws(TableFault) -> TableScan {
        let first = try MBRReader(source: source, record: record, sectorSize: sectorSizes[0]).scan()
        guard first.has(.extended), !first.has(.logical) else { return first }
        let others = sectorSizes.dropFirst().lazy.compactMap { size in
            try? MBRReader(source: source, record: record, sectorSize: size).scan()
        }
        return others.first { $0.has(.logical) } ?? first
    }

    /// Throws where there is a GPT without its protective MBR: what a zeroed or overwritten first sector leaves.
    ///
    /// Only an MBR with partitions over a lone backup header passes: an image written over a disk that once had a GPT,
    /// which every reader of tables but gdisk takes for the MBR that it is.
    private static func refuseHidden(
        _ gpt: GPTCopies?, under record: BootRecord, on source: ByteSource
    ) throws(TableFault) {
        guard let gpt else { return }
        let which = gpt.primary.header == nil ? "backup header" : "header"
        guard record.isPartitionTable, record.hasPartitions else {
            throw .damaged(
                "there is a GPT with a valid \(which), but no protective MBR in the first sector",
                remains: gpt.remains(of: gpt.primary.header == nil ? gpt.backup : gpt.primary, on: source),
                damage: record.isBlank ? try gpt.damageOfFirstSector(on: source) : nil)
        }
        guard gpt.primary.header == nil else {
            throw .damaged("there are both an MBR with partitions and a GPT with a valid header")
        }
    }

    /// An LVM physical volume may have boot code and an empty MBR in front of its label, which lies in one of the first
    /// four 512-byte sectors (libblkid makes the same exception).
    private static func holdsPhysicalVolume(
        _ source: ByteSource, under record: BootRecord
    ) throws(TableFault) -> Bool {
        guard !record.hasPartitions else { return false }
        for sector in 0..<4 {
            let label = Extent(start: ByteCount.sysfsSector * Int64(sector), length: ByteCount(8))
            if try source.bytes(label) == Array("LABELONE".utf8) { return true }
        }
        return false
    }

    /// The length of 128 entries.
    private static let usualEntries = ByteCount(TableGeometry.gptEntrySize * Int64(TableGeometry.gptUsualEntries))

    /// The checksum over some extents, one after another.
    static func checksum(of extents: [Extent], in source: ByteSource) throws(TableFault) -> UInt32 {
        var check = CRC32()
        for extent in extents { check.update(try source.bytes(extent) ?? []) }
        return check.value
    }
}

extension TableScan {
    fileprivate func has(_ role: TablePartition.Role) -> Bool {
        reading.table?.partitions.contains { $0.role == role } ?? false
    }
}
