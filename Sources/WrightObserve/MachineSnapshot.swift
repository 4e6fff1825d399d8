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
    private let records: [DiskSequence: [Int?: LinkRecord]]
    let disks: DiskCatalogue
    /// The nodes of loops that are there and are not to count.
    let gone: Set<String>
    /// Where in `loops` those of a store, and those over a backing, are.
    private let placesByStore: [StoreName: [Int]]
    private let placesByBacking: [BackingIdentity: [Int]]
    private let boundDevices: Set<DeviceNumber>

    private init(
        sysfs: Sysfs, loops: [ObservedDevice], uses: MachineUses, records: [DiskSequence: [Int?: LinkRecord]],
        disks: DiskCatalogue = DiskCatalogue(), gone: Set<String> = []
    ) {
        self.sysfs = sysfs
        self.loops = loops
        self.uses = uses
        self.records = records
        self.disks = disks
        self.gone = gone
        var byStore: [StoreName: [Int]] = [:]
        var byBacking: [BackingIdentity: [Int]] = [:]
        var devices: Set<DeviceNumber> = []
        for (place, loop) in loops.enumerated() {
            devices.insert(loop.number)
            devices.formUnion(loop.partitions.lazy.map(\.device))
            guard let binding = loop.binding else { continue }
            byBacking[binding.backing, default: []].append(place)
            if let store = binding.store { byStore[store, default: []].append(place) }
        }
        placesByStore = byStore
        placesByBacking = byBacking
        boundDevices = devices
    }

    package static func take(sysfs: Sysfs = Sysfs()) -> MachineSnapshot {
        let records = LinkRecords().all()
        let bindings = LoopDevice.bindings(sysfs: sysfs)
        let uses = MachineUses.read(loops: bindings, sysfs: sysfs)
        let loops = bindings.compactMap { name, binding in
            sysfs.disk(named: name).map { ObservedDevice($0, binding: binding, records: records) }
        }
        return MachineSnapshot(
            sysfs: sysfs, loops: loops.map { $0.withUses(from: uses) }.sorted { $0.number < $1.number }, uses: uses,
            records: records
        )
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
        var bindings: [String: LoopBinding] = [:]
        var records: [DiskSequence: [Int?: LinkRecord]] = [:]
        var loops: [ObservedDevice] = []
        if let disk = disk.flatMap({ sysfs.disk(named: $0) }) {
            if let sequence = disk.sequence {
                records[sequence] = LinkRecords().read(disk: sequence, partitions: disk.partitions.map(\.number))
            }
            if sysfs.isBound(disk.name), let binding = LoopDevice.binding(of: disk.name, sysfs: sysfs) {
                bindings[disk.name] = binding
                loops = [ObservedDevice(disk, binding: binding, records: records)]
            }
        }
        return MachineSnapshot(
            sysfs: sysfs, loops: loops, uses: MachineUses(loops: bindings), records: records,
            disks: DiskCatalogue(of: candidates))
    }

    /// Whether it is of a machine as it will be: what the kernel says of a file's writers counts the loops that will be gone.
    package var isForecast: Bool { !gone.isEmpty }

    /// The machine as it will be when some loops, named by their nodes, are taken down.
    package func without(_ gone: Set<String>) -> MachineSnapshot {
        guard !gone.isEmpty else { return self }
        let uses = uses.without(loops: gone)
        let loops = loops.filter { !gone.contains($0.node) }.map { $0.withUses(from: uses) }
        return MachineSnapshot(sysfs: sysfs, loops: loops, uses: uses, records: records, gone: gone)
    }

    /// The disks that udev was told of, with the store that each is for; some may be gone by now.
    package var recorded: [(store: StoreName, disk: DiskSequence)] {
        records.flatMap { disk, records in Set(records.values.map(\.store)).map { ($0, disk) } }
            .sorted { $0.disk < $1.disk }
    }

    /// The loop that carries a store's mark, preferring one that is bound to `backing`.
    package func loop(of store: StoreName, over backing: BackingIdentity?) -> ObservedDevice? {
        let marked = (placesByStore[store] ?? []).map { loops[$0] }
        return marked.first { $0.binding?.backing == backing } ?? marked.first
    }

    /// The loops that are bound to a backing, whoever attached them.
    func loops(over backing: BackingIdentity) -> [ObservedDevice] {
        (placesByBacking[backing] ?? []).map { loops[$0] }
    }

    /// Whether a device is a loop of the snapshot, or a partition of one.
    func isOnBoundLoop(_ number: DeviceNumber) -> Bool { boundDevices.contains(number) }

    /// A disk or a partition as sysfs shows it, with who uses it.
    package func disk(named name: String) -> ObservedDevice? {
        sysfs.disk(named: name).map { ObservedDevice($0, binding: nil, records: [:]).withUses(from: uses) }
    }

    /// What udev is told of a disk: the links of each partition, under nil those of the disk itself.
    package func records(of sequence: DiskSequence) -> [Int?: [LinkPath]] {
        (records[sequence] ?? [:]).mapValues(\.links)
    }
}

extension ObservedDevice {
    /// A disk as sysfs shows it, and what it is bound to where it is a loop.
    ///
    /// Without root the mark cannot be read from the loop; what udev was told of its disk sequence tells whose it is.
    fileprivate init(_ disk: SysfsDisk, binding: LoopBinding?, records: [DiskSequence: [Int?: LinkRecord]]) {
        // Before Linux 5.15 no disk has a sequence, and no change is planned.
        let sequence = disk.sequence ?? DiskSequence(0)
        var binding = binding
        if binding?.reference == nil { binding?.reference = records[sequence]?[nil]?.store.loopReference }
        self.init(
            name: disk.name, number: disk.number, sequence: sequence, size: disk.size, sectorSize: disk.sectorSize,
            isReadOnly: disk.isReadOnly, showsPartitions: disk.showsPartitions, binding: binding,
            partitions: disk.partitions
        )
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
