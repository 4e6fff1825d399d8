// SPDX-License-Identifier: MIT

import WrightModel

/// Both copies of a GPT, and the table that they make.
struct GPTCopies {
    let primary: GPTCopyReading
    let backup: GPTCopyReading
    /// Where the backup was looked for.
    let backupBlock: UInt64
    let sectorSize: SectorSize
    let lastBlock: UInt64

    /// Whether a header with a right checksum is there, be the rest of the table as it may.
    var hasHeader: Bool { primary.header != nil || backup.header != nil }

    /// The table from the first copy that is valid.
    func scan(_ source: ByteSource) throws(TableFault) -> TableScan {
        guard let copy = primary.copy ?? backup.copy else { throw .damaged(GPTCopies.sentenceOfLoss([self])) }
        let header = copy.header
        let regions = regions(like: header, on: source)
        let table = PartitionTable(
            kind: .gpt, identifier: .gpt(header.disk), sectorSize: sectorSize, entries: header.entryCount,
            usable: header.usable(in: sectorSize),
            partitions: try GPTEntries(copy, sectorSize: sectorSize).partitions(), condition: condition,
            checksum: try TableReader.checksum(of: regions.map(unvouched), in: source))
        let other = primary.copy == nil ? primary : backup
        return TableScan(
            reading: .present(table), regions: regions,
            remains: condition == .sound ? nil : remains(of: other, on: source), damage: damage(of: table))
    }

    /// What one copy says, be its entries the ones that its header vouches for or not; nil where that makes no sense.
    func remains(of reading: GPTCopyReading, on source: ByteSource) -> TableRemains? {
        guard let copy = reading.written,
            let partitions = try? GPTEntries(copy, sectorSize: sectorSize).partitions()
        else { return nil }
        let header = copy.header
        return TableRemains(
            identifier: .gpt(header.disk), sectorSize: sectorSize, entries: header.entryCount,
            usable: header.usable(in: sectorSize), partitions: partitions,
            sectors: regions(like: header, on: source).filter { $0.part != .bootRecord }.map(\.extent))
    }

    private var condition: TableCondition {
        guard let first = primary.copy?.header else { return .primaryDamaged }
        guard first.alternate == lastBlock else { return .backupMisplaced }
        guard let second = backup.copy?.header else { return .backupDamaged }
        return second.says(theSameAs: first) ? .sound : .copiesDiffer
    }

    /// Where the pieces lie; those of an invalid copy are taken to be where a GPT usually has them.
    private func regions(like header: GPTHeader, on source: ByteSource) -> [TableRegion] {
        let length = UInt64(header.entryBlocks(of: sectorSize).count)
        let front = primary.copy?.header.entryBlocks(of: sectorSize) ?? 2..<(2 + length)
        let usual = backupBlock > length ? (backupBlock - length)..<backupBlock : backupBlock..<backupBlock
        let back = backup.copy?.header.entryBlocks(of: sectorSize) ?? usual
        let pieces: [(TableRegion.Part, Range<UInt64>)] = [
            (.bootRecord, 0..<1), (.primaryHeader, 1..<2), (.primaryEntries, front), (.backupEntries, back),
            (.backupHeader, backupBlock..<(backupBlock + 1)),
        ]
        return pieces.filter { !$0.1.isEmpty && $0.1.upperBound <= lastBlock + 1 }
            .map { TableRegion($0.0, sectorSize.extent(of: $0.1)) }
    }

    /// What of a piece no checksum stands for that is itself in a piece: what stands in valid entries is in their header.
    private func unvouched(_ region: TableRegion) -> Extent {
        let copy: GPTCopy? =
            switch region.part {
            case .primaryEntries: primary.copy
            case .backupEntries: backup.copy
            case .bootRecord, .primaryHeader, .backupHeader, .extendedBootRecord: nil
            }
        guard let copy else { return region.extent }
        return Extent(from: region.extent.start + ByteCount(Int64(copy.entries.count)), to: region.extent.end)
    }

    /// Why none of the sector sizes gave a table, though the protective MBR announces one.
    static func sentenceOfLoss(_ copies: [GPTCopies]) -> String {
        guard let best = copies.first(where: { $0.hasHeader || $0.primary.isThere || $0.backup.isThere }) else {
            return "the first sector announces a GPT, and there is none"
        }
        return "the first sector announces a GPT, and no copy of it is valid: the header \(best.primary.predicate), "
            + "the backup header \(best.backup.predicate)"
    }
}

extension GPTCopyReading {
    fileprivate var isThere: Bool {
        if case .missing = self { false } else { true }
    }
}
