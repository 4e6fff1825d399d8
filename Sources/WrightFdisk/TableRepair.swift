// SPDX-License-Identifier: MIT

import WrightModel
import WrightTable

/// Makes good what is damaged of a table, from what is sound of it, before the table is changed.
///
/// Not in one with the change: cut off in the midst of that, one copy would be half of the new table and the other the old
/// one, and nothing would tell which is to be kept.
struct TableRepair {
    let device: RawDescriptor
    let size: ByteCount
    let name: String

    /// What is left of a change once the table that it starts from is sound.
    func mend(for change: TableChange, saving save: TableWriter.Saving) throws(TableFailure) -> TableChange {
        guard let before = change.before else { return change }
        switch before.condition {
        case .sound, .backupMisplaced, .copiesDiffer: return change
        case .unannounced: return TableChange(before: try announce(before, saving: save), after: change.after)
        case .primaryDamaged, .backupDamaged:
            var sound = before
            sound.condition = .sound
            let writer = TableWriter(device: device, size: size, change: TableChange(before: before, after: sound))
            return TableChange(before: try writer.write(name: name, saving: save), after: change.after)
        }
    }

    /// Gives a GPT its protective MBR, where it was planned for.
    private func announce(
        _ table: PartitionTable, saving save: TableWriter.Saving
    ) throws(TableFailure) -> PartitionTable {
        let source = ByteSource(descriptor: device.number, offset: .zero, size: size)
        guard TableReader.scan(source, sectorSizes: [table.sectorSize]).damage?.table == table else {
            throw TableFailure("the table is no longer the one that the change was planned for")
        }
        let piece = ProtectiveMBR.piece(table.sectorSize, deviceSize: size)
        let regions = TableReader.scan(source.overlaid(with: [piece]), sectorSizes: [table.sectorSize]).regions
        let present = try device.pieces(regions)
        try save(present, present.map { $0.region == piece.region ? piece : $0 })
        try device.put(piece)
        let made = TableReader.scan(source, sectorSizes: [table.sectorSize]).reading
        guard let announced = made.table else {
            throw TableFailure("what was written does not read as wanted: \(made.words)")
        }
        return announced
    }
}
