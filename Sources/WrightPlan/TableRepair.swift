// SPDX-License-Identifier: MIT

import WrightModel

/// What is damaged of the table and is written anew because the rest of it is sound.
///
/// Where anything stands in the way of writing, a table with a sound copy is used as it is, and the damage is told of.
extension TablePlanner {
    /// Why the table is to be repaired; nil where it is not.
    func repair(of table: PartitionTable) -> String? {
        guard mayWrite, ground.contents.signatures.isEmpty, let damage = ground.contents.damage, damage.table == table
        else { return nil }
        // Once its file has grown, a backup is no longer where the last sector is, and only a first copy tells where.
        guard !ground.isGrown || table.condition == .backupDamaged else { return nil }
        let source =
            switch table.condition {
            case .primaryDamaged: "it is written anew from the backup"
            case .unannounced: "its protective MBR is written anew"
            case .sound, .backupDamaged, .backupMisplaced, .copiesDiffer: "it is written anew from the first copy"
            }
        return damage.clause + "; " + source
    }

    /// The table that the first sector does not announce, with its announcement; nil where it must not be given one.
    func announced() -> TableDecision? {
        guard let table = ground.contents.damage?.table, repair(of: table) != nil else { return nil }
        return changed(table)
    }
}
