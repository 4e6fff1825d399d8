// SPDX-License-Identifier: MIT

package import WrightModel

extension TableCondition {
    /// What is worth saying of a table that is not sound: a clause.
    package var note: String? {
        switch self {
        case .sound: nil
        case .primaryDamaged: "the first copy of the GPT is damaged"
        case .backupDamaged: "the backup of the GPT is damaged"
        case .copiesDiffer: "the two copies of the GPT differ, and nothing tells which is the newer"
        case .unannounced: "the first sector does not announce the GPT"
        case .backupMisplaced: "the backup of the GPT does not lie at the end of the device"
        }
    }
}
