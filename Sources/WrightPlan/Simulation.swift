// SPDX-License-Identifier: MIT

package import WrightModel

extension ObservedStore {
    /// What the store is once a step has been taken, on a kernel that looks for no partitions of its own accord.
    ///
    /// The model of each step's effect, with which plans are tried out: device names, numbers and sequences are the
    /// lowest that are free here, so that the same steps always lead to the same world. A step that names what is not
    /// there changes nothing.
    package func applying(_ step: Step, for desired: DesiredStore, host: Host) -> ObservedStore {
        var store = self
        switch step {
        case .createFile(let file): store.create(file)
        case .growFile(_, _, let size, _): store.grow(to: size, desired)
        case .writeTable(let change): store.write(change.after)
        case .attach(let request): store.attach(request, desired)
        case .adopt(let node, _): store.adopt(node, desired)
        case .growDevice(_, _, let size): store.widen(to: size)
        case .addPartition(let number, let extent, let links): store.add(number, extent, links)
        case .deletePartition(let number, _): store.delete(number)
        case .resizePartition(let number, _, let extent): store.resize(number, to: extent)
        case .publish(let number, let before, let links): store.publish(links, of: number, before: before, host)
        case .wipeTable: store.contents?.table = .absent
        case .detach: store.detach()
        }
        return store
    }

    private mutating func create(_ file: NewFile) {
        backing = .present(
            PresentBacking(
                path: file.path, identity: .file(device: 1, inode: Simulation.inode(of: file.path)), size: file.size))
        contents = .blank
        if let table = file.table { write(table.after) }
    }

    private mutating func grow(to size: ByteCount, _ desired: DesiredStore) {
        guard case .present(var present) = backing else { return }
        present.size = size
        backing = .present(present)
        // What stands on the file shows its former size until it takes the new one over.
        guard device == nil, desired.length == nil else { return }
        widen(to: desired.slice(of: size).length.roundedDown(to: .sysfsSector))
    }

    private mutating func widen(to size: ByteCount) {
        device?.size = size
        guard var table = contents?.table.table else { return }
        switch table.kind {
        case .gpt: if table.condition == .sound { table.condition = .backupMisplaced }
        case .mbr:
            table.usable =
                TableGeometry.usable(
                    kind: .mbr, deviceSize: size, sectorSize: table.sectorSize, entries: table.entries)
                ?? table.usable
        }
        contents?.table = .present(table)
    }

    private mutating func write(_ table: PartitionTable) {
        var written = table
        written.condition = .sound
        written.checksum = Simulation.checksum(of: table)
        contents = Contents(table: .present(written), signatures: [], holdsData: true)
    }

    private mutating func attach(_ request: LoopRequest, _ desired: DesiredStore) {
        guard case .present(let present) = backing else { return }
        let binding = LoopBinding(
            backing: present.identity, path: present.path, offset: request.offset, sizeLimit: request.sizeLimit,
            reference: desired.name.loopReference, directIO: request.directIO == .on)
        let minor = Simulation.lowestFree(among: strangers.map(\.number.minor))
        device = ObservedDevice(
            name: "loop\(minor)", number: DeviceNumber(major: 7, minor: minor), sequence: nextSequence,
            size: binding.extent(over: present.size).length.roundedDown(to: .sysfsSector),
            sectorSize: request.sectorSize, isReadOnly: request.readOnly || present.isReadOnly, binding: binding)
        records = [:]
        lead(request.links, of: nil)
    }

    private var nextSequence: DiskSequence {
        let known = strangers.map(\.sequence.value) + [device?.sequence.value ?? 0]
        return DiskSequence((known.max() ?? 0) &+ 1)
    }

    private mutating func adopt(_ node: String, _ desired: DesiredStore) {
        guard let index = strangers.firstIndex(where: { $0.node == node }) else { return }
        device = strangers.remove(at: index)
        device?.binding?.reference = desired.name.loopReference
    }

    private mutating func add(_ number: Int, _ extent: Extent, _ links: [LinkPath]) {
        guard let device, !device.partitions.contains(where: { $0.number == number || $0.extent.overlaps(extent) })
        else { return }
        let minor = device.number.minor &* 256 &+ UInt32(clamping: number)
        let partition = KernelPartition(
            number: number, extent: extent, name: "\(device.name)p\(number)",
            device: DeviceNumber(major: 259, minor: minor))
        self.device?.partitions.append(partition)
        self.device?.partitions.sort { $0.number < $1.number }
        lead(links, of: number)
    }

    private mutating func delete(_ number: Int) {
        guard let gone = device?.partitions.first(where: { $0.number == number && $0.uses.isEmpty }) else { return }
        device?.partitions.removeAll { $0.number == number }
        records[number] = nil
        links = links.filter { $0.value != .device(gone.device) }
    }

    private mutating func resize(_ number: Int, to extent: Extent) {
        guard
            let index = device?.partitions.firstIndex(where: { $0.number == number && $0.extent.start == extent.start })
        else { return }
        device?.partitions[index].extent = extent
    }

    private mutating func publish(_ wanted: [LinkPath], of number: Int?, before: [LinkPath], _ host: Host) {
        let target = target(of: number)
        for link in before where !wanted.contains(link) {
            // A record claims a name only while the kernel shows its partition.
            let claims = records.filter { $0.key != number && $0.value.contains(link) }.keys.sorted {
                ($0 ?? 0) < ($1 ?? 0)
            }
            let heirs = claims.compactMap { self.target(of: $0) }
            switch host.linkKeeper {
            // udev hands a name on to a device that claims it as well.
            case .udev: links[link] = heirs.first
            case .loopwright: if heirs.isEmpty || links[link] == target { links[link] = nil }
            }
        }
        lead(wanted, of: number)
    }

    private mutating func detach() {
        let gone = [device?.number].compactMap { $0 } + (device?.partitions.map(\.device) ?? [])
        links = links.filter { link in !gone.contains { link.value == .device($0) } }
        records = [:]
        device = nil
    }

    private mutating func lead(_ wanted: [LinkPath], of number: Int?) {
        records[number] = wanted.isEmpty ? nil : wanted
        guard let target = target(of: number) else { return }
        for link in wanted { links[link] = target }
    }

    private func target(of number: Int?) -> LinkTarget? {
        let number = number.map { number in device?.partitions.first { $0.number == number }?.device } ?? device?.number
        return number.map(LinkTarget.device)
    }
}

/// What a simulated machine gives out.
enum Simulation {
    static func lowestFree(among taken: [UInt32]) -> UInt32 {
        var free: UInt32 = 0
        while taken.contains(free) { free += 1 }
        return free
    }

    static func inode(of path: String) -> UInt64 { StableHash.of(path) }

    /// Differs where two tables differ in what is written of them; never zero.
    static func checksum(of table: PartitionTable) -> UInt32 {
        let partitions = table.partitions.map { partition in
            "\(partition.number) \(partition.extent.start.bytes) \(partition.extent.length.bytes) \(partition.type.code) "
                + "\(partition.identifier) \(partition.attributes.rawValue) \(partition.label)"
        }
        let text =
            "\(table.identifier) \(table.entries) \(table.usable.end.bytes)\n" + partitions.joined(separator: "\n")
        return UInt32(truncatingIfNeeded: StableHash.of(text)) | 1
    }
}
