// SPDX-License-Identifier: MIT

import WrightModel

/// What becomes of a store's partition table.
struct TableDecision: Hashable {
    /// The table as it is to be, whose partitions are exposed; nil where the store exposes none.
    var table: PartitionTable?
    /// How the table is to be written, and why; nil where it stays.
    var change: TableChange?
    var reason = ""
    /// The manifest's partitions by their numbers in the table.
    var declared: [Int: DesiredPartition] = [:]
    var obstacles: [Obstacle] = []
    /// Whether an identifier has to be derived for a partition, and there is nothing to derive it from.
    var lacksIdentity = false
    /// What is worth saying of a table that is taken as it is.
    var note: String?
}
