// SPDX-License-Identifier: MIT

import WrightModel

/// What can be repaired of a GPT, and from what.
///
/// - Of two copies one is valid and the other is not; two valid ones that differ are not damage, for nothing tells which is
///   the newer.
/// - A backup counts where it lies at the end of the device, and no header with a right checksum in front contradicts it:
///   what is left of a smaller table is no backup of a larger one.
/// - The place of what is damaged lies outside of the area for partitions.
extension GPTCopies {
    func damage(of table: PartitionTable) -> TableDamage? {
        guard let header = (primary.copy ?? backup.copy)?.header, leavesPlaces(header) else { return nil }
        switch table.condition {
        case .primaryDamaged:
            guard let sound = backup.copy?.header, sound.location == lastBlock,
                primary.header.map({ $0.says(theSameAs: sound) }) ?? true
            else { return nil }
            return TableDamage(
                clause: "the first copy of the table is damaged: its header \(primary.predicate)", table: table)
        case .backupDamaged:
            return TableDamage(
                clause: "the backup of the table is damaged: its header \(backup.predicate)", table: table)
        case .sound, .copiesDiffer, .backupMisplaced, .unannounced:
            return nil
        }
    }

    /// The protective MBR is what is missing, and both copies say the same of this very device.
    func damageOfFirstSector(on source: ByteSource) throws(TableFault) -> TableDamage? {
        let announced = source.overlaid(with: [ProtectiveMBR.piece(sectorSize, deviceSize: source.size)])
        guard primary.copy != nil, let scan = try? scan(announced), var table = scan.reading.table,
            table.condition == .sound
        else { return nil }
        table.condition = .unannounced
        return TableDamage(
            clause: "the first sector is blank and does not announce the table, of which both copies are sound",
            table: table)
    }

    /// Whether a header and its entries fit in front of the area for partitions and behind it, where they usually are.
    private func leavesPlaces(_ header: GPTHeader) -> Bool {
        let length = UInt64(header.entryBlocks(of: sectorSize).count)
        return header.firstUsable >= 2 + length && lastBlock - header.lastUsable > length
    }
}
