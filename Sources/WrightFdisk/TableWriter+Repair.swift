// SPDX-License-Identifier: MIT

import WrightModel
import WrightTable

/// Makes good what is damaged of a table, from what is sound of it, before the table is changed.
///
/// Not in one with the change: cut off in the midst of that, one copy would be half of the new table and the other the old
/// one, and nothing would tell which is to be kept.
extension TableWriter {
    /// The first sector that a GPT which has none is to get.
    var announcement: TablePiece? {
        guard let before = change.before, before.condition == .unannounced else { return nil }
        return ProtectiveMBR.piece(before.sectorSize, deviceSize: size)
    }

    /// Whether the table that is there is made sound before it is changed.
    func mends(_ found: TableScan) -> Bool {
        switch found.reading.table?.condition {
        case .primaryDamaged, .backupDamaged: true
        case .unannounced, .sound: announcement != nil
        case .copiesDiffer, .backupMisplaced, nil: false
        }
    }

    /// Has the table that is there be sound, and nothing else of it be changed.
    func mended(_ before: PartitionTable) throws(TableFailure) -> PartitionTable {
        guard let announcement else {
            var sound = before
            sound.condition = .sound
            let repair = TableChange(before: before, after: sound)
            return try TableWriter(device: device, size: size, change: repair, name: name).write { _, _ in }
        }
        let sizes = [before.sectorSize]
        guard TableReader.scan(source, sectorSizes: sizes).damage?.table == before else {
            throw TableFailure("the table is no longer the one that the change was planned for")
        }
        try device.put(announcement)
        let reading = TableReader.scan(source, sectorSizes: sizes).reading
        guard let table = reading.table else {
            throw TableFailure("what was written does not read as wanted: \(reading.words)")
        }
        return table
    }
}
