// SPDX-License-Identifier: MIT

import WrightFdisk
import WrightKernel
import WrightModel
import WrightTable

extension Executor {
    /// Puts a saved table back, once the one that is there is saved in its turn.
    ///
    /// - Parameters:
    ///   - plan: the plan of the store, which names what the table is on.
    ///   - change: what was seen that it would change; where the table is another by now nothing is written.
    /// - Returns: what is to be kept until udev has dealt with the store.
    func restore(
        _ backup: TableBackup, number: Int, as change: TableChange, in plan: StorePlan, file: String?
    ) throws -> TableShield? {
        var session = StoreSession(plan: plan, file: file)
        session.reason = "backup \(number) was to be put back"
        let saving = saving(sectorSize: backup.label.sectorSize, in: session, restored: number)
        let shown = session.device.map { Sysfs().partitions(of: $0.name) } ?? []
        try openTable(in: &session) { descriptor, name in
            do {
                let restoration = try TableRestoration(
                    of: backup.pieces, sectorSize: backup.label.sectorSize, to: descriptor.raw)
                guard restoration.change == change else {
                    throw TableFailure("it is no longer the one that was looked at")
                }
                // Where the table was wiped, what is there is nothing that anybody would want back.
                if restoration.before != nil {
                    try saving(try descriptor.size())(restoration.present, restoration.wanted)
                }
                try restoration.write(to: descriptor.raw)
            } catch {
                throw StepFailure("cannot put the partition table of '\(name)' back: \(error)")
            }
        }
        try announce(change, to: shown, in: session)
        return session.shield
    }
}
