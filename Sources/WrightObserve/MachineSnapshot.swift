// SPDX-License-Identifier: MIT

package import WrightKernel
package import WrightModel
import WrightUdev

/// One look at what all stores share: the bound loops, who uses what, and what udev has been told.
///
/// It is taken once for a pass over many stores, so that the cost of a store does not grow with their number.
package struct MachineSnapshot {
    package let sysfs: Sysfs
    /// Every loop device that is bound, in the order of its number; `uses` are filled in.
    package let loops: [ObservedDevice]
    package let uses: MachineUses
    let records: LinkRecords.Snapshot

    /// - Throws: `SyscallFailure` where `/sys`, `/proc` or the link records cannot be read at all.
    package static func take(sysfs: Sysfs = Sysfs()) throws(SyscallFailure) -> MachineSnapshot {
        let records = try LinkRecords().snapshot()
        let bare = try sysfs.loopNames().compactMap { name throws(SyscallFailure) in
            try ObservedDevice.loop(named: name, in: sysfs, records: records)
        }
        let uses = try MachineUses.read(sysfs: sysfs, loops: bare)
        return MachineSnapshot(
            sysfs: sysfs, loops: bare.map { $0.withUses(from: uses) }, uses: uses, records: records
        )
    }

    /// The loop that carries a store's mark, preferring one that is bound to `backing`.
    package func loop(of store: StoreName, over backing: BackingIdentity?) -> ObservedDevice? {
        let marked = loops.filter { $0.binding?.store == store }
        return marked.first { $0.binding?.backing == backing } ?? marked.first
    }

    /// A disk or a partition as sysfs shows it, with who uses it.
    package func disk(named name: String) -> ObservedDevice? {
        sysfs.disk(named: name).map { ObservedDevice($0).withUses(from: uses) }
    }

    /// What udev is told of a disk: the links of each partition, under nil those of the disk itself.
    package func records(of sequence: DiskSequence) -> [Int?: [LinkPath]] {
        records.links(of: sequence)
    }
}

extension ObservedDevice {
    init(_ disk: SysfsDisk) {
        self.init(
            name: disk.name, number: disk.number, sequence: disk.sequence, size: disk.size,
            sectorSize: disk.sectorSize, isReadOnly: disk.isReadOnly, partitions: disk.partitions
        )
    }

    /// A bound loop, or nil where it was unbound while it was looked at.
    static func loop(
        named name: String, in sysfs: Sysfs, records: LinkRecords.Snapshot
    ) throws(SyscallFailure) -> ObservedDevice? {
        guard let disk = sysfs.disk(named: name) else { return nil }
        var device = ObservedDevice(disk)
        do {
            guard var binding = try LoopDevice.status(of: name) else { return nil }
            binding.path = sysfs.backingFile(of: name) ?? binding.path
            binding.directIO = sysfs.directIO(of: name)
            device.binding = binding
        } catch where failure(error, isOneOf: [.accessDenied]) {
            // Without root the mark cannot be read from the loop, but what udev was told tells whose it is.
            guard var binding = sysfs.loopBinding(of: name) else { return nil }
            binding.reference = records.store(of: disk.sequence)?.loopReference
            device.binding = binding
        }
        return device
    }

    func withUses(from machine: MachineUses) -> ObservedDevice {
        var device = self
        device.uses = machine.uses(of: number)
        for index in device.partitions.indices {
            device.partitions[index].uses = machine.uses(of: device.partitions[index].device)
        }
        return device
    }
}
