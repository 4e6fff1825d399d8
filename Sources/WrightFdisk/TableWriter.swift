// SPDX-License-Identifier: MIT

package import WrightModel
package import WrightTable

/// Writes partition tables: libfdisk makes the bytes, in memory, and they go to the device once they are right.
///
/// - The table on the device is the one the change starts from, or nothing is written.
/// - Read back from memory, the new table is the wanted one in every field, or nothing is written.
/// - Only sectors of the table that differ are written, one piece at a time in an order that keeps a valid copy, each
///   followed by fsync(2); boot code, other entries and everything else stay as they are.
/// - No signature is wiped, and the kernel is not told: its partitions are changed one by one elsewhere.
package struct TableWriter {
    private let device: RawDescriptor
    private let size: ByteCount
    private let change: TableChange

    /// Makes `change` on a file or block device, and gives the table back as it was read afterwards.
    ///
    /// The descriptor is open for reading and writing and stays the caller's; `name` is what a failure calls the device.
    @discardableResult
    package static func write(
        _ change: TableChange, to descriptor: CInt, name: String
    ) throws(TableFailure) -> PartitionTable {
        do {
            let device = RawDescriptor(number: descriptor)
            return try TableWriter(device: device, size: try device.size(), change: change).write(name: name)
        } catch {
            throw TableFailure("cannot write the partition table of '\(name)': \(error.description)")
        }
    }

    private func write(name: String) throws(TableFailure) -> PartitionTable {
        if let objection = change.objection(deviceSize: size) { throw TableFailure(objection) }
        let found = scan(of: change.before == nil ? SectorSize.all : [])
        try refuseSurprise(found.reading)
        let staged = try StagedTable.make(size: size, sectorSize: change.after.sectorSize)
        try staged.load(found.regions, from: device)
        let context = try FdiskContext(descriptor: staged.file.number, name: name, sectorSize: change.after.sectorSize)
        try TableEditor(context, change: change).perform()
        if change.after.kind == .gpt { try staged.setLabels(change.labels) }
        let made = staged.scan()
        _ = try verified(made.reading, "libfdisk would not write it as wanted")
        if case .damaged = found.reading { try refuseForeign(made.regions, in: staged) }
        for part in TableWriter.order(of: change) { try copy(made.regions.filter { $0.part == part }, from: staged) }
        return try verified(scan().reading, "what was written does not read as wanted")
    }

    /// What is on the device, read in the table's own sector size, then in others.
    private func scan(of others: [SectorSize] = []) -> TableScan {
        let own = change.after.sectorSize
        return TableReader.scan(
            ByteSource(descriptor: device.number, offset: .zero, size: size),
            sectorSizes: [own] + others.filter { $0 != own })
    }

    /// The table that is there must be the one that the change was made for.
    private func refuseSurprise(_ reading: TableReading) throws(TableFailure) {
        switch (reading, change.before) {
        case (.unreadable(let sentence), _): throw TableFailure(sentence)
        case (.present(let table), let before?) where table.checksum == before.checksum: return
        case (.absent, nil), (.damaged, nil): return
        case (_, nil): throw TableFailure("there is a table already")
        case (_, _?): throw TableFailure("the table is no longer the one that the change was planned for")
        }
    }

    /// Throws unless what is there can be left of the same creation, cut off: its sectors are zero or as they are to be.
    ///
    /// Any other damaged table may be somebody's data.
    private func refuseForeign(_ regions: [TableRegion], in staged: borrowing StagedTable) throws(TableFailure) {
        let unit = Int(ByteCount.sysfsSector.bytes)
        for region in regions {
            let wanted = try staged.file.read(region.extent)
            let present = try device.read(region.extent)
            for start in stride(from: 0, to: present.count, by: unit) {
                let sector = present[start..<min(start + unit, present.count)]
                guard sector.allSatisfy({ $0 == 0 }) || sector == wanted[sector.indices] else {
                    throw TableFailure("there are the remains of another table")
                }
            }
        }
    }

    /// The pieces in the order in which they are written.
    ///
    /// A GPT's backup goes first, so that the primary copy is whole until the backup is; UEFI asks for this order. Where
    /// only the backup is valid it is kept until there is a primary copy again. Each header goes before its entries: it
    /// names the disk, so that whoever finds the table cut off can tell whose work it was. The protective MBR is written
    /// for a new table, as the last piece, for it makes the table one; and for a device that has grown, whose size it
    /// gives, before the header that says that the table is done; else it stays as it is, flags and all. Of an MBR only
    /// the first sector ever changes.
    package static func order(of change: TableChange) -> [TableRegion.Part] {
        let primary: [TableRegion.Part] = [.primaryHeader, .primaryEntries]
        let backup: [TableRegion.Part] = [.backupHeader, .backupEntries]
        return switch (change.after.kind, change.before?.condition) {
        case (.mbr, _): [.bootRecord]
        case (.gpt, nil): backup + primary + [.bootRecord]
        case (.gpt, .backupMisplaced): backup + [.bootRecord] + primary
        case (.gpt, .primaryDamaged): primary + backup
        case (.gpt, .sound), (.gpt, .backupDamaged): backup + primary
        }
    }

    private func copy(_ regions: [TableRegion], from staged: borrowing StagedTable) throws(TableFailure) {
        for region in regions {
            let wanted = try staged.file.read(region.extent)
            guard try device.read(region.extent) != wanted else { continue }
            try device.write(wanted, at: region.extent.start.bytes)
            try device.flush()
        }
    }

    private func verified(_ reading: TableReading, _ clause: String) throws(TableFailure) -> PartitionTable {
        guard let table = reading.table else { throw TableFailure("\(clause): \(reading.words)") }
        if let discrepancy = table.discrepancy(from: change.after) { throw TableFailure("\(clause): \(discrepancy)") }
        guard table.condition == .sound else { throw TableFailure("\(clause): its two copies differ") }
        return table
    }
}

extension TableReading {
    fileprivate var words: String {
        switch self {
        case .absent: "there is no table"
        case .present(let table): "there is the table \(table.identifier)"
        case .damaged(let sentence), .unreadable(let sentence): sentence
        }
    }
}
