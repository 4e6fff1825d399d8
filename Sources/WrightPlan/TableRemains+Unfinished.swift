// SPDX-License-Identifier: MIT

import WrightModel

extension TableRemains {
    /// Whether writing `table`, cut off, leaves this: the same table, without some of the partitions that are added.
    ///
    /// - Parameter isAdded: whether a partition of the table is one that loopwright would add to it, by its identifier.
    func isUnfinished(_ table: PartitionTable, isAdded: (TablePartition) -> Bool) -> Bool {
        guard identifier == table.identifier, sectorSize == table.sectorSize, entries == table.entries,
            usable == table.usable, Set(partitions).isSubset(of: table.partitions)
        else { return false }
        return Set(table.partitions).subtracting(partitions).allSatisfy(isAdded)
    }
}
