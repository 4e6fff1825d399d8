// SPDX-License-Identifier: MIT

package import WrightModel
package import WrightTable

/// Writes partition tables: the bytes are made in memory, and go to the device once they are right.
///
/// - A new GPT is composed (`GPTComposition`); a new MBR, and every change of a table that is there, is libfdisk's work.
/// - The table on the device is the one the change starts from, or nothing is written.
/// - Read back from memory, the new table is the wanted one in every field, or nothing is written.
/// - Only sectors of the table that differ are written, one piece at a time in an order that keeps a valid copy, each
///   followed by fsync(2); boot code, other entries and everything else stay as they are.
/// - A damaged copy is made good first, so that what is changed is a sound table: cut off anywhere, a change leaves a
///   table that can be told from its copies.
/// - What is to be written over of a table that was there is handed out before the first write, to be saved.
/// - No signature is wiped, and the kernel is not told: its partitions are changed one by one elsewhere.
package struct TableWriter {
    let device: RawDescriptor
    let size: ByteCount
    var change: TableChange
    let name: String

    /// Makes `change` on a file or block device, and gives the table back as it was read afterwards.
    ///
    /// The descriptor is open for reading and writing and stays the caller's; `name` is what a failure calls the device.
    /// - Parameter save: is given the table that is there, in the places that are written, and what they are to hold;
    ///   where it throws nothing is written. A table that is made has nothing before it to be saved.
    @discardableResult
    package static func write(
        _ change: TableChange, to descriptor: CInt, name: String, saving save: Saving = { _, _ in }
    ) throws(TableFailure) -> PartitionTable {
        try naming(name) { () throws(TableFailure) in
            var writer = try TableWriter(change, to: descriptor, name: name)
            let found = writer.scan()
            if let before = change.before, writer.mends(found) {
                // Nothing is mended for a change that libfdisk would not make; what is saved is on the way to that.
                let (present, wanted) = try writer.made(on: found)
                try save(present, wanted)
                writer.change.before = try writer.mended(before)
            }
            return try writer.write(saving: save)
        }
    }

    init(_ change: TableChange, to descriptor: CInt, name: String) throws(TableFailure) {
        let device = RawDescriptor(number: descriptor)
        let size = try device.size()
        if let objection = change.objection(deviceSize: size) { throw TableFailure(objection) }
        self.init(device: device, size: size, change: change, name: name)
    }

    init(device: RawDescriptor, size: ByteCount, change: TableChange, name: String) {
        self.device = device
        self.size = size
        self.change = change
        self.name = name
    }

    /// Has every failure of `body` tell what it is about.
    static func naming<Result>(
        _ name: String, _ body: () throws(TableFailure) -> Result
    ) throws(TableFailure) -> Result {
        do throws(TableFailure) {
            return try body()
        } catch {
            throw TableFailure(
                "cannot write the partition table of '\(name)': \(error.description)", isStale: error.isStale)
        }
    }

    /// Takes a table into safety that is about to be written over: the one that is there and the one that is to be.
    package typealias Saving = (_ present: [TablePiece], _ wanted: [TablePiece]) throws(TableFailure) -> Void

    func write(saving save: Saving) throws(TableFailure) -> PartitionTable {
        let found = scan(of: change.before == nil ? SectorSize.all : [])
        let (present, wanted) = try made(on: found)
        if case .damaged = found.reading { try refuseForeign(present, wanted) }
        if change.before != nil, present != wanted {
            // The EBRs of an extended partition that goes stay where they are; that it was they is known from the backup.
            let regions = wanted.map(\.region)
            let left = try device.pieces(
                found.regions.filter { $0.part == .extendedBootRecord && !regions.contains($0) })
            try save(present + left, wanted + left)
        }
        // A loop may have taken over its backing's growth since the change was planned.
        let step = TableChange(before: found.reading.table, after: change.after)
        let written = wanted.ordered(by: TableWriter.order(of: step))
        for piece in try TableWriter.sequence(written, for: step, on: source) { try device.put(piece) }
        return try verified(scan().reading, "what was written does not read as wanted")
    }

    /// What is in the places of the pieces, and the pieces of what the change makes of the table that is there, which reads
    /// as wanted.
    private func made(
        on found: TableScan
    ) throws(TableFailure) -> (present: [TablePiece], wanted: [TablePiece]) {
        try refuseSurprise(found.reading)
        var trusted = try device.pieces(found.trusted)
        if let announcement { trusted.append(announcement) }
        let made = try made(of: trusted)
        let source = ByteSource.zeros(size: size).overlaid(with: made)
        let scan = TableReader.scan(source, sectorSizes: [change.after.sectorSize])
        _ = try verified(scan.reading, "it would not be written as wanted")
        try refuseOtherChain(scan, than: found)
        let present = try device.pieces(made.map(\.region))
        let pieces = made.withTails(of: present)
        return (present, change.altersChain ? pieces.withCoveringLinks() : pieces)
    }

    /// Throws where libfdisk would have the chain of logical partitions run through other sectors.
    private func refuseOtherChain(_ made: TableScan, than found: TableScan) throws(TableFailure) {
        guard change.altersChain else { return }
        let (links, known) = (made.chain, found.chain)
        guard links == Array(known.prefix(links.count)) else {
            throw TableFailure("libfdisk would take empty links out of the chain of logical partitions")
        }
    }

    /// The same, whatever is there and however it reads.
    func made(of present: [TablePiece]) throws(TableFailure) -> [TablePiece] {
        let after = change.after
        guard change.before == nil, after.kind == .gpt else {
            return try StagedTable.perform(change, on: present, size: size, name: name)
        }
        let code = present.first { $0.region.part == .bootRecord }?.bytes ?? []
        guard let pieces = GPTComposition(after, deviceSize: size, bootCode: code)?.pieces else {
            throw TableFailure("the usable area leaves no room for the table")
        }
        return pieces
    }

    /// What is on the device, read in the table's own sector size, then in others.
    func scan(of others: [SectorSize] = []) -> TableScan {
        let own = change.after.sectorSize
        return TableReader.scan(
            announcement.map { source.overlaid(with: [$0]) } ?? source,
            sectorSizes: [own] + others.filter { $0 != own })
    }

    var source: ByteSource { ByteSource(descriptor: device.number, offset: .zero, size: size) }

    /// The table that is there must be the one that the change was made for.
    private func refuseSurprise(_ reading: TableReading) throws(TableFailure) {
        switch (reading, change.before) {
        case (.unreadable(let sentence), _): throw TableFailure(sentence)
        case (.present(let table), let before?) where table.checksum == before.checksum: return
        case (.absent, nil), (.damaged, nil): return
        case (_, nil): throw TableFailure("there is a table already", isStale: true)
        case (_, _?):
            throw TableFailure("the table is no longer the one that the change was planned for", isStale: true)
        }
    }

    /// Throws unless what is there can be left of the same creation, cut off: its sectors are zero or as they are to be.
    ///
    /// Any other damaged table may be somebody's data.
    private func refuseForeign(_ present: [TablePiece], _ wanted: [TablePiece]) throws(TableFailure) {
        let unit = Int(ByteCount.sysfsSector.bytes)
        for (present, wanted) in zip(present.map(\.bytes), wanted.map(\.bytes)) {
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
    /// for a new table, as the last piece, for it makes the table one; where it alone is missing, before anything else; and for a device that has grown, whose size it
    /// gives, before the header that says that the table is done; else it stays as it is, flags and all. Of an MBR the
    /// first sector changes, and EBRs where logical partitions do: see `sequence`.
    package static func order(of change: TableChange) -> [TableRegion.Part] {
        let primary: [TableRegion.Part] = [.primaryHeader, .primaryEntries]
        let backup: [TableRegion.Part] = [.backupHeader, .backupEntries]
        return switch (change.after.kind, change.before?.condition) {
        case (.mbr, _): change.altersChain ? [.bootRecord, .extendedBootRecord] : [.bootRecord]
        case (.gpt, nil): backup + primary + [.bootRecord]
        case (.gpt, .backupMisplaced): backup + [.bootRecord] + primary
        case (.gpt, .primaryDamaged): primary + backup
        case (.gpt, .unannounced): [.bootRecord] + backup + primary
        case (.gpt, .sound), (.gpt, .backupDamaged), (.gpt, .copiesDiffer): backup + primary
        }
    }

    func verified(_ reading: TableReading, _ clause: String) throws(TableFailure) -> PartitionTable {
        guard let table = reading.table else { throw TableFailure("\(clause): \(reading.words)") }
        if let discrepancy = table.discrepancy(from: change.after) { throw TableFailure("\(clause): \(discrepancy)") }
        guard table.condition == .sound else { throw TableFailure("\(clause): its two copies differ") }
        return table
    }
}

extension TableReading {
    var words: String {
        switch self {
        case .absent: "there is no table"
        case .present(let table): "there is the table \(table.identifier)"
        case .damaged(let sentence), .unreadable(let sentence): sentence
        }
    }
}

extension RawDescriptor {
    /// The bytes of a table's pieces.
    func pieces(_ regions: [TableRegion]) throws(TableFailure) -> [TablePiece] {
        var pieces: [TablePiece] = []
        for region in regions { pieces.append(TablePiece(region, try read(region.extent))) }
        return pieces
    }

    /// Writes a piece and flushes it, where its bytes are not there already.
    func put(_ piece: TablePiece) throws(TableFailure) {
        guard try read(piece.region.extent) != piece.bytes else { return }
        try write(piece.bytes, at: piece.region.extent.start.bytes)
        try flush()
    }
}
