// SPDX-License-Identifier: MIT

import WrightModel

extension TableRemains {
    /// Whether writing `table`, cut off, leaves this: the same table, without some of the partitions that are added, and
    /// with some that are not changed yet.
    ///
    /// - Parameters:
    ///   - isAdded: whether a partition of the table is one that loopwright would add to it, by its identifier.
    ///   - isChanged: whether a partition of the table is one that the manifest may have had changed in its place.
    func isUnfinished(
        _ table: PartitionTable, isAdded: (TablePartition) -> Bool, isChanged: (TablePartition) -> Bool = { _ in false }
    ) -> Bool {
        guard identifier == table.identifier, sectorSize == table.sectorSize, entries == table.entries,
            usable == table.usable
        else { return false }
        let former = Dictionary(partitions.map { ($0.number, $0) }) { first, _ in first }
        let isKnown = Set(former.keys).isSubset(of: table.partitions.map(\.number))
        return isKnown
            && table.partitions.allSatisfy { partition in
                guard let former = former[partition.number] else { return isAdded(partition) }
                let isInPlace = former.extent.start == partition.extent.start && former.role == partition.role
                return former == partition || isInPlace && isChanged(partition)
            }
    }
}
