// SPDX-License-Identifier: MIT

package import WrightKernel
package import WrightModel
import WrightUdev

/// One look at what all stores share: the bound loops, who uses what, and what udev has been told.
///
/// It is taken once for a pass over many stores, so that the cost of a store does not grow with their number; and what it
/// does not need of a store that nobody asks for is not read.
package struct MachineSnapshot {
    package let sysfs: Sysfs
    package let uses: MachineUses
    private let bound: BoundLoops
    private let records: RecordCatalogue
    let disks: DiskCatalogue
    /// The nodes of loops that are there and are not to count.
    let gone: Set<String>

    private init(
        sysfs: Sysfs, bound: BoundLoops, uses: MachineUses, records: RecordCatalogue,
        disks: DiskCatalogue = DiskCatalogue(), gone: Set<String> = []
    ) {
        self.sysfs = sysfs
        self.bound = bound
        self.uses = uses
        self.records = records
        self.disks = disks
        self.gone = gone
    }

    package static func take(sysfs: Sysfs = Sysfs()) -> MachineSnapshot {
        let records = RecordCatalogue()
        let loops = LoopDevice.allBound(sysfs: sysfs).map { $0.marked(by: records) }
        return MachineSnapshot(
            sysfs: sysfs, bound: BoundLoops(loops), uses: .read(loops: loops, sysfs: sysfs), records: records)
    }

    /// A look at one disk alone, as if there were no other and nobody used anything else: its cost does not grow with
    /// what the machine has.
    ///
    /// - Parameters:
    ///   - disk: the name of the disk that a store is known to be on; nil where it is on none.
    ///   - candidates: the devices among which one is looked for by properties.
    package static func glance(
        at disk: String?, candidates: Set<DeviceNumber>, sysfs: Sysfs = Sysfs()
    ) -> MachineSnapshot {
        let records = RecordCatalogue(isGlance: true)
        let loops = [disk.flatMap { LoopDevice.bound($0, sysfs: sysfs) }].compactMap { $0?.marked(by: records) }
        return MachineSnapshot(
            sysfs: sysfs, bound: BoundLoops(loops), uses: MachineUses(loops: loops), records: records,
            disks: DiskCatalogue(of: candidates))
    }

    /// Whether it is of a machine as it will be: what the kernel says of a file's writers counts the loops that will be gone.
    package var isForecast: Bool { !gone.isEmpty }

    /// The machine as it will be when some loops, named by their nodes, are taken down.
    package func without(_ gone: Set<String>) -> MachineSnapshot {
        guard !gone.isEmpty else { return self }
        return MachineSnapshot(
            sysfs: sysfs, bound: bound.without(gone), uses: uses.without(loops: gone), records: records, gone: gone)
    }

    /// The stores whose mark a loop carries, and the disks of those loops.
    package var marked: [(store: StoreName, disk: DiskSequence)] {
        bound.all.compactMap { loop in loop.binding.store.map { ($0, loop.sequence ?? DiskSequence(0)) } }
    }

    /// The disks that udev was told of, with the store that each is for; some may be gone by now.
    ///
    /// - Parameter known: disks that are of no interest.
    package func recorded(besides known: Set<DiskSequence> = []) -> [(store: StoreName, disk: DiskSequence)] {
        records.disks.filter { !known.contains($0) }.flatMap { disk in
            Set(records.records(of: disk).values.map(\.store)).map { ($0, disk) }
        }
    }

    /// The loops that carry the mark of a store that is meant, in the order of their numbers.
    package func loops(of isMeant: (StoreName) -> Bool) -> [ObservedDevice] {
        bound.all.filter { $0.binding.store.map(isMeant) ?? false }.compactMap(device)
    }

    /// The loop that carries a store's mark, preferring one that is bound to `backing`.
    package func loop(of store: StoreName, over backing: BackingIdentity?) -> ObservedDevice? {
        bound.loop(of: store, over: backing).flatMap(device)
    }

    /// The loops that are bound to a backing, whoever attached them, but for one.
    func loops(over backing: BackingIdentity, besides own: String?) -> [ObservedDevice] {
        bound.loops(over: backing).filter { $0.name != own }.compactMap(device)
    }

    /// A disk as the loop of a store that it may be.
    func storeLoop(named name: String) -> ObservedDevice? {
        bound.all.first { $0.name == name && $0.binding.store != nil }.flatMap(device)
    }

    /// A loop with all that sysfs shows of it; nil where it has been unbound since, or bound to something else.
    private func device(_ loop: BoundLoop) -> ObservedDevice? {
        guard let disk = sysfs.disk(named: loop.name), disk.sequence == loop.sequence else { return nil }
        return ObservedDevice(disk, binding: loop.binding).withUses(from: uses)
    }

    /// A disk or a partition as sysfs shows it, with who uses it.
    package func disk(named name: String) -> ObservedDevice? {
        sysfs.disk(named: name).map { ObservedDevice($0, binding: nil).withUses(from: uses) }
    }

    /// What udev is told of a disk: the links of each partition, under nil those of the disk itself.
    package func records(of device: ObservedDevice) -> [Int?: [LinkPath]] {
        records.records(of: device.sequence, showing: device.partitions.map(\.number)).mapValues(\.links)
    }
}

extension BoundLoop {
    /// Without root the mark cannot be read from the loop; what udev was told of its disk sequence tells whose it is.
    fileprivate func marked(by records: RecordCatalogue) -> BoundLoop {
        guard binding.reference == nil, let sequence else { return self }
        var loop = self
        loop.binding.reference = records.store(of: sequence)?.loopReference
        return loop
    }
}

extension ObservedDevice {
    fileprivate init(_ disk: SysfsDisk, binding: LoopBinding?) {
        self.init(
            // Before Linux 5.15 no disk has a sequence, and no change is planned.
            name: disk.name, number: disk.number, sequence: disk.sequence ?? DiskSequence(0), size: disk.size,
            sectorSize: disk.sectorSize, isReadOnly: disk.isReadOnly, showsPartitions: disk.showsPartitions,
            binding: binding, partitions: disk.partitions)
    }

    fileprivate func withUses(from machine: MachineUses) -> ObservedDevice {
        var device = self
        device.uses = machine.uses(of: number)
        for index in device.partitions.indices {
            device.partitions[index].uses = machine.uses(of: device.partitions[index].device)
        }
        return device
    }
}
