// SPDX-License-Identifier: MIT

import WrightModel
import WrightTable

/// The pieces of a table one after another, so that wherever their writing is cut off there is a table.
extension TableWriter {
    /// The pieces that are written, or their reverse.
    ///
    /// An extended partition must never end before a logical one in it: where partitions grow the MBR goes first and then
    /// the EBRs along their chain, where they shrink the other way round. Which it is is found out by reading what each
    /// cut would leave on the disk.
    static func sequence(
        _ written: [TablePiece], for change: TableChange, on disk: ByteSource
    ) throws(TableFailure) -> [TablePiece] {
        guard change.after.kind == .mbr, written.count > 1, let before = change.before else { return written }
        let orders = [written, written.reversed()]
        guard let safe = orders.first(where: { change.isKept(by: $0, from: before, on: disk) }) else {
            throw TableFailure("cut off between its sectors, the change would leave a table that does not read")
        }
        return safe
    }
}

extension TableChange {
    /// Whether each beginning of some writes makes a table every partition of which is as before or as afterwards.
    fileprivate func isKept(by pieces: [TablePiece], from before: PartitionTable, on disk: ByteSource) -> Bool {
        let known = Set((before.partitions + after.partitions).map(\.withoutIdentifier))
        let numbers = [before.partitions.map(\.number), after.partitions.map(\.number)]
        return pieces.indices.allSatisfy { last in
            let reading = TableReader.read(
                disk.overlaid(with: Array(pieces[...last])), sectorSizes: [after.sectorSize])
            guard let table = reading.table, numbers.contains(table.partitions.map(\.number)) else { return false }
            return known.isSuperset(of: table.partitions.map(\.withoutIdentifier))
        }
    }
}

extension TablePartition {
    /// An MBR partition's identifier follows from the disk's.
    fileprivate var withoutIdentifier: TablePartition {
        var partition = self
        partition.identifier = .mbr(disk: 0, number: number)
        return partition
    }
}

extension [TablePiece] {
    func ordered(by order: [TableRegion.Part]) -> [TablePiece] {
        order.flatMap { part in filter { $0.region.part == part } }
    }
}

extension TableScan {
    /// Where the EBRs lie, in the order of their chain.
    var chain: [Extent] { regions.filter { $0.part == .extendedBootRecord }.map(\.extent) }
}
