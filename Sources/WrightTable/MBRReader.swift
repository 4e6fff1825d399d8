// SPDX-License-Identifier: MIT

import WrightModel

/// Reads an MBR and the chain of EBRs behind it.
///
/// Positions are logical sectors.
struct MBRReader {
    private let source: ByteSource
    private let record: BootRecord
    private let sectorSize: SectorSize
    private let sectors: Int64

    init(source: ByteSource, record: BootRecord, sectorSize: SectorSize) {
        self.source = source
        self.record = record
        self.sectorSize = sectorSize
        sectors = source.size / sectorSize.count
    }

    func scan() throws(TableFault) -> TableScan {
        guard
            let usable = TableGeometry.usable(
                kind: .mbr, deviceSize: source.size, sectorSize: sectorSize, entries: TableGeometry.mbrEntries)
        else { throw .damaged("there is an MBR on a device of less than two sectors") }
        var partitions = try primaries()
        let chain = try logicals(in: partitions.first { $0.role == .extended })
        partitions += chain.partitions
        let regions = [TableRegion(.bootRecord, extent(0, 1))] + chain.records
        let table = PartitionTable(
            kind: .mbr, identifier: .mbr(record.diskSignature), sectorSize: sectorSize,
            entries: TableGeometry.mbrEntries, usable: usable, partitions: partitions,
            chain: chain.records.map(\.extent),
            checksum: try TableReader.checksum(of: regions.map(\.extent), in: source))
        return TableScan(reading: .present(table), regions: regions)
    }

    private func primaries() throws(TableFault) -> [TablePartition] {
        var found: [TablePartition] = []
        for (index, entry) in record.entries.enumerated() where entry.isUsed {
            let role: TablePartition.Role = entry.isExtended ? .extended : .primary
            let start = Int64(entry.start)
            guard start >= 1, start + Int64(entry.count) <= sectors else {
                throw .damaged("partition \(index + 1) of the MBR does not lie on the device")
            }
            found.append(partition(number: index + 1, entry: entry, start: start, role: role))
        }
        try refuseOverlaps(found.map { ($0.number, $0.extent) })
        let extended = found.filter { $0.role == .extended }
        guard extended.count <= 1 else {
            throw .damaged("partitions \(extended[0].number) and \(extended[1].number) of the MBR are both extended")
        }
        return found
    }

    private func partition(
        number: Int, entry: BootRecord.Entry, start: Int64, role: TablePartition.Role
    ) -> TablePartition {
        TablePartition(
            number: number, extent: extent(start, Int64(entry.count)), type: .mbr(entry.type),
            identifier: .mbr(disk: record.diskSignature, number: number),
            attributes: entry.status == 0x80 ? .active : [], role: role)
    }

    private func extent(_ start: Int64, _ count: Int64) -> Extent {
        Extent(start: sectorSize.count * start, length: sectorSize.count * count)
    }

    private typealias Chain = (partitions: [TablePartition], records: [TableRegion])

    /// No EBR chain of ours or of libfdisk's (60) is longer, and the kernel shows no more partitions.
    private static let chainLimit = 256

    private func logicals(in container: TablePartition?) throws(TableFault) -> Chain {
        guard let container else { return ([], []) }
        let base = container.extent.start / sectorSize.count
        var chain: Chain = ([], [])
        var next: Int64? = base
        while let position = next {
            guard chain.records.count < MBRReader.chainLimit else {
                throw .damaged("the chain of logical partitions does not end")
            }
            guard let ebr = try extendedRecord(at: position, isFirst: position == base) else { break }
            chain.records.append(TableRegion(.extendedBootRecord, extent(position, 1)))
            if let entry = try dataEntry(of: ebr, at: position) {
                let start = position + Int64(entry.start)
                chain.partitions.append(
                    partition(number: 5 + chain.partitions.count, entry: entry, start: start, role: .logical))
            }
            next = ebr.entries.first(where: \.isExtended).map { base + Int64($0.start) }
            guard next.map({ $0 > base && container.extent.contains(extent($0, 1)) }) ?? true else {
                throw .damaged("the chain of logical partitions leads out of partition \(container.number)")
            }
        }
        try check(chain, in: container)
        return chain
    }

    /// The EBR in a sector; nil for a first without signature: the extended partition is empty then, as for the kernel.
    private func extendedRecord(at position: Int64, isFirst: Bool) throws(TableFault) -> BootRecord? {
        let place = Extent(start: sectorSize.count * position, length: BootRecord.length)
        if let bytes = try source.bytes(place) {
            let record = BootRecord(bytes)
            if record.hasSignature { return record }
        }
        guard isFirst else { throw .damaged("the chain of logical partitions breaks off at sector \(position)") }
        return nil
    }

    /// The one entry that is not a link: where there are more, the kernel and libfdisk number them differently.
    private func dataEntry(of ebr: BootRecord, at position: Int64) throws(TableFault) -> BootRecord.Entry? {
        let data = ebr.entries.filter { $0.isUsed && !$0.isExtended }
        guard data.count <= 1, ebr.entries.count(where: \.isExtended) <= 1 else {
            throw .damaged("the EBR in sector \(position) has more than one partition or link")
        }
        return data.first
    }

    /// Logical partitions lie inside the extended one, clear of one another and of the EBRs.
    private func check(_ chain: Chain, in container: TablePartition) throws(TableFault) {
        if let stray = chain.partitions.first(where: { !container.extent.contains($0.extent) }) {
            throw .damaged("partition \(stray.number) of the MBR lies outside of partition \(container.number)")
        }
        let records = chain.records.map { (number: container.number, extent: $0.extent) }
        try refuseOverlaps(records + chain.partitions.map { ($0.number, $0.extent) })
    }
}
