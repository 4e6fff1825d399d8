// SPDX-License-Identifier: MIT

import WrightModel

extension TableRemains {
    /// Whether writing `table`, cut off, leaves this: the same table, without some of the partitions that are added, and
    /// with some as they are in the copy that was not reached.
    ///
    /// - Parameters:
    ///   - present: the table that is read from the copy that was not reached; nil where no copy is whole.
    ///   - isAdded: whether a partition of the table is one that loopwright would add to it, by its identifier.
    func isUnfinished(
        _ table: PartitionTable, over present: PartitionTable?, isAdded: (TablePartition) -> Bool
    ) -> Bool {
        guard identifier == table.identifier, sectorSize == table.sectorSize, entries == table.entries,
            usable == table.usable
        else { return false }
        let former = Dictionary(partitions.map { ($0.number, $0) }) { first, _ in first }
        let isKnown = Set(former.keys).isSubset(of: table.partitions.map(\.number))
        return isKnown
            && table.partitions.allSatisfy { partition in
                guard let former = former[partition.number] else { return isAdded(partition) }
                return former == partition || present?.partitions.contains(former) ?? false
            }
    }
}
