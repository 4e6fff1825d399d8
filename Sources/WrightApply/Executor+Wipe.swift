// SPDX-License-Identifier: MIT

import WrightFdisk
import WrightKernel
import WrightModel
import WrightTable

extension Executor {
    /// Takes the table away, once its sectors are saved; nobody can begin to use the device meanwhile.
    func wipe(_ table: PartitionTable, in session: inout StoreSession) throws {
        let saving = saving(sectorSize: table.sectorSize, in: session)
        let newest = try backups.entries(of: session.store).first?.backup
        let former = newest?.reading.table == table ? newest?.pieces : nil
        let claim = try session.device.map { try DeviceClaim.take("/dev/" + $0.name) }
        try openTable(in: &session) { descriptor, name in
            try TableEraser.erase(
                table, former: former, on: descriptor.raw, name: name, saving: saving(try descriptor.size()))
        }
        withExtendedLifetime(claim) {}
    }
}
