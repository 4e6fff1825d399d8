// SPDX-License-Identifier: MIT

package import WrightModel
package import WrightTable

/// The saved sectors of a table and those that are in their places now: what restoring them would make of the device.
package struct TableRestoration {
    /// The table that is there, nil where it was wiped, and the one that the saved sectors make; its checksum is known.
    package let before: PartitionTable?
    package let after: PartitionTable
    /// What is in the places of the saved sectors.
    package let present: [TablePiece]
    package let wanted: [TablePiece]
    private let sequence: [TablePiece]

    /// Looks at a file or block device and writes nothing; throws a clause where the sectors may not be put back.
    ///
    /// They may where both tables are of one kind and lie in the same places: then a valid copy is there all the time, and
    /// no byte is written where the table that is there has partitions. An EBR may differ only where the chain that is there
    /// still has one. They may as well where their table was wiped and there is nothing in their places yet.
    package init(of pieces: [TablePiece], sectorSize: SectorSize, to descriptor: CInt) throws(TableFailure) {
        let device = RawDescriptor(number: descriptor)
        let source = ByteSource(descriptor: descriptor, offset: .zero, size: try device.size())
        let found = TableReader.scan(source, sectorSizes: [sectorSize])
        let made = TableReader.scan(source.overlaid(with: pieces), sectorSizes: [sectorSize])
        guard let after = made.reading.table else {
            throw TableFailure("the saved sectors make no table: \(made.reading.words)")
        }
        present = try device.pieces(pieces.map(\.region))
        wanted = pieces
        // With an MBR sectors are saved that EBRs lay in or are to lie in once more.
        let (places, saved) = (Set(made.regions.map(\.extent)), Set(pieces.map(\.region.extent)))
        guard places == saved || after.kind == .mbr && places.isSubset(of: saved) else {
            throw TableFailure(TableRestoration.otherPlaces)
        }
        if let before = found.reading.table {
            try TableRestoration.check(found, before: before, after: after, places: Set(pieces.map(\.region.extent)))
        } else if !present.isOnTheWay(from: pieces, to: pieces.wiped) {
            throw TableFailure("there is no sound table to be changed back: \(found.reading.words)")
        }
        before = found.reading.table
        self.after = after
        let strays = zip(present, wanted).filter {
            $0.region.part == .extendedBootRecord && $0.bytes != $1.bytes && !found.chain.contains($0.region.extent)
        }
        guard strays.isEmpty || before == nil else {
            throw TableFailure("other programs have changed the logical partitions since")
        }
        // The first sector announces the same kind of table before and after, or the table once all of it is there.
        let change = TableChange(before: before, after: after)
        let order: [TableRegion.Part] =
            before?.kind == .mbr
            ? [.bootRecord, .extendedBootRecord]
            : [.extendedBootRecord] + TableWriter.order(of: change) + [.bootRecord]
        sequence = try TableWriter.sequence(pieces.ordered(by: order), for: change, on: source)
    }

    private static let otherPlaces = "the table that is there lies in other places than the saved one"

    /// Throws where the saved sectors may not be put over the table that is there.
    private static func check(
        _ found: TableScan, before: PartitionTable, after: PartitionTable, places: Set<Extent>
    ) throws(TableFailure) {
        // Of an MBR whose extended partition has gone only the first sector is left, which alone is written.
        let present = Set(found.regions.map(\.extent))
        let isInPlace = present == places || before.kind == .mbr && present.isSubset(of: places)
        guard before.kind == after.kind, isInPlace else { throw TableFailure(otherPlaces) }
        guard after.condition == .sound || after.condition == .backupMisplaced && before.condition == .backupMisplaced
        else { throw TableFailure("the saved table is itself damaged: its two copies differ") }
    }

    /// The table that is there already is the saved one.
    package var isDone: Bool { present == wanted }

    package var change: TableChange { TableChange(before: before, after: after) }

    /// Puts the saved sectors back, in the order in which a table is written, each flushed before the next.
    ///
    /// The descriptor, open for reading and writing, is of the device that was looked at, under a lock since then.
    package func write(to descriptor: CInt) throws(TableFailure) {
        let device = RawDescriptor(number: descriptor)
        for piece in sequence { try device.put(piece) }
        guard try device.pieces(wanted.map(\.region)) == wanted else {
            throw TableFailure("what was written does not read as wanted")
        }
    }

    /// What is in the places of some pieces now; nil where the device does not reach so far.
    package static func present(in pieces: [TablePiece], on descriptor: CInt) -> [TablePiece]? {
        try? RawDescriptor(number: descriptor).pieces(pieces.map(\.region))
    }
}
