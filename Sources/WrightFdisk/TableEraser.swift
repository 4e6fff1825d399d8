// SPDX-License-Identifier: MIT

package import WrightModel
package import WrightTable

/// Takes a partition table away: its own sectors become zeros, and nothing else is written.
///
/// The sectors go in the opposite order of that in which a table is made, each flushed before the next: wherever it is
/// cut off, there is what a making that was cut off leaves, which is never taken for a blank disk.
package enum TableEraser {
    /// Wipes the table of a file or block device that is open for reading and writing.
    ///
    /// - Parameters:
    ///   - table: the table that is there, or of which a wiping that was cut off has left some.
    ///   - former: the sectors of that table where it is the remains that are there.
    ///   - save: is given the table that is there, and what its places are to hold; where it throws nothing is written.
    package static func erase(
        _ table: PartitionTable, former: [TablePiece]?, on descriptor: CInt, name: String,
        saving save: TableWriter.Saving
    ) throws(TableFailure) {
        do throws(TableFailure) {
            let device = RawDescriptor(number: descriptor)
            let present = try sectors(of: table, former: former, on: device)
            let wanted = present.wiped
            try save(present, wanted)
            for part in order {
                for piece in wanted where piece.region.part == part { try device.put(piece) }
            }
            let left = try scan(device, table.sectorSize).reading
            guard left == .absent else { throw TableFailure("what was written does not read as wanted: \(left.words)") }
        } catch {
            throw TableFailure("cannot wipe the partition table of '\(name)': \(error.description)")
        }
    }

    /// The sectors of the table as they are now.
    private static func sectors(
        of table: PartitionTable, former: [TablePiece]?, on device: RawDescriptor
    ) throws(TableFailure) -> [TablePiece] {
        let found = try scan(device, table.sectorSize)
        if let present = found.reading.table {
            guard present.checksum == table.checksum else {
                throw TableFailure("the table is no longer the one that was looked at")
            }
            return try device.pieces(found.regions)
        }
        guard let former, let present = TableRestoration.present(in: former, on: device.number),
            present.isOnTheWay(from: former, to: former.wiped)
        else { throw TableFailure("the table is no longer there") }
        return present
    }

    private static func scan(_ device: RawDescriptor, _ sectorSize: SectorSize) throws(TableFailure) -> TableScan {
        TableReader.scan(
            ByteSource(descriptor: device.number, offset: .zero, size: try device.size()), sectorSizes: [sectorSize])
    }

    private static let order: [TableRegion.Part] = [
        .bootRecord, .primaryEntries, .primaryHeader, .backupEntries, .backupHeader, .extendedBootRecord,
    ]
}

extension TableBackup {
    /// The table that was saved before it was wiped, where some of it and nothing else is left on a file or device.
    package func tableBeingWiped(on descriptor: CInt) -> PartitionTable? {
        guard let present = TableRestoration.present(in: pieces, on: descriptor), !present.isSame(as: pieces.wiped),
            present.isOnTheWay(from: pieces, to: pieces.wiped)
        else { return nil }
        return reading.table
    }
}
