// SPDX-License-Identifier: MIT

/// What is wrong with a part of a GPT whose other parts are sound and say what belongs there.
package struct TableDamage: Hashable, Sendable {
    /// What is damaged, and in what: a clause.
    package var clause: String
    /// The table as its sound parts have it.
    package var table: PartitionTable

    package init(clause: String, table: PartitionTable) {
        self.clause = clause
        self.table = table
    }
}
