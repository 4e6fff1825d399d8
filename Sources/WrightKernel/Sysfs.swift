// SPDX-License-Identifier: MIT

package import WrightModel

/// The kernel's own account of its block devices: /sys, or a tree that looks like it.
///
/// Names are those of nodes below /dev; where they hold a slash sysfs has an exclamation mark.
package struct Sysfs: Hashable, Sendable {
    package let root: String
    package init(root: String = "/sys") { self.root = root }

    /// The folder of a device, with its attributes.
    package func folder(of name: String) -> String {
        root + "/class/block/" + Sysfs.folderName(name)
    }

    /// The node names of all block devices, whole and partitions, in no order.
    package func names() -> [String] {
        (Tree.names(in: root + "/class/block") ?? []).map(Sysfs.nodeName)
    }

    /// The numbers of all loop devices, bound and free, in order.
    func allLoopNumbers() -> [Int] {
        let names = Tree.names(in: root + "/block") ?? []
        return names.compactMap { $0.hasPrefix("loop") ? Int($0.dropFirst(4)) : nil }.sorted()
    }

    /// Whether a loop device has a backing at this moment.
    package func isBound(_ name: String) -> Bool { Tree.exists(folder(of: name) + "/loop/backing_file") }

    /// The path of a loop device's backing, as `SysfsLoop` has it; nil where it is not bound.
    package func backingFile(of name: String) -> String? { Tree.text(folder(of: name) + "/loop/backing_file") }

    /// A loop device's binding; nil where it is not bound.
    package func loop(named name: String) -> SysfsLoop? {
        guard let folder = open(name), let file = Tree.text("loop/backing_file", in: folder) else { return nil }
        return SysfsLoop(
            backingFile: file,
            offset: ByteCount(Tree.number("loop/offset", in: folder) ?? 0),
            sizeLimit: ByteCount(Tree.number("loop/sizelimit", in: folder) ?? 0),
            directIO: Tree.number("loop/dio", in: folder) == 1,
            isAutoclear: Tree.number("loop/autoclear", in: folder) == 1,
            scansPartitions: Tree.number("loop/partscan", in: folder) == 1)
    }

    /// A device by its name; nil where there is none.
    package func disk(named name: String) -> SysfsDisk? {
        guard let folder = open(name), let number = deviceNumber("dev", in: folder),
            let size = sectors("size", in: folder)
        else { return nil }
        let partitionNumber = Tree.number("partition", in: folder).map { Int($0) }
        let isPartition = partitionNumber != nil
        let whole = isPartition ? "../" : ""
        return SysfsDisk(
            name: name, number: number, size: size,
            isReadOnly: Tree.number("ro", in: folder) == 1,
            showsPartitions: Tree.number("ext_range", in: folder) != 1,
            sequence: sequence(whole + "diskseq", in: folder),
            sectorSize: Tree.number(whole + "queue/logical_block_size", in: folder).flatMap { SectorSize(bytes: $0) }
                ?? .bytes512,
            parent: isPartition ? parent(of: name) : nil, partitionNumber: partitionNumber,
            partitions: isPartition ? [] : partitions(of: name, in: folder))
    }

    /// The disk sequence of a whole disk; nil where there is no such disk, or before Linux 5.15.
    package func sequence(of name: String) -> DiskSequence? {
        Tree.text(folder(of: name) + "/diskseq").flatMap { UInt64($0) }.map(DiskSequence.init)
    }

    /// The disk sequences of all whole disks that are there; empty where nothing can be told.
    package func sequences() -> Set<DiskSequence> {
        Set((Tree.names(in: root + "/block") ?? []).compactMap { sequence(of: Sysfs.nodeName($0)) })
    }

    /// The whole disk that has a sequence; nil where none has it any more.
    package func name(of sequence: DiskSequence) -> String? {
        (Tree.names(in: root + "/block") ?? []).map(Sysfs.nodeName).first { self.sequence(of: $0) == sequence }
    }

    /// The partitions that the kernel shows of a disk, in the order of their numbers.
    package func partitions(of name: String) -> [KernelPartition] {
        guard let folder = open(name) else { return [] }
        return partitions(of: name, in: folder)
    }

    private func partitions(of name: String, in folder: borrowing OwnedDescriptor) -> [KernelPartition] {
        let prefix = Sysfs.folderName(name)
        var partitions: [KernelPartition] = []
        for entry in Tree.entries(in: folder) where entry.name.hasPrefix(prefix) {
            if let partition = partition(entry.name, of: prefix, in: folder) { partitions.append(partition) }
        }
        return partitions.sorted { $0.number < $1.number }
    }

    /// A partition by its folder, whose name is the disk's with the number behind it (`sdb1`), and a `p` between them
    /// where the disk's name ends in a digit (`loop3p1`).
    private func partition(
        _ name: String, of disk: String, in folder: borrowing OwnedDescriptor
    ) -> KernelPartition? {
        let rest = name.dropFirst(disk.count)
        guard let number = Int(rest.first == "p" ? rest.dropFirst() : rest),
            let start = sectors(name + "/start", in: folder), let length = sectors(name + "/size", in: folder),
            let device = deviceNumber(name + "/dev", in: folder)
        else { return nil }
        return KernelPartition(
            number: number, extent: Extent(start: start, length: length), name: Sysfs.nodeName(name), device: device)
    }

    /// The node name of the device that has a number; nil where none has.
    package func name(of number: DeviceNumber) -> String? {
        guard let target = Tree.linkTarget(root + "/dev/block/\(number)") else { return nil }
        return target.split(separator: "/").last.map { Sysfs.nodeName(String($0)) }
    }

    /// The devices that stand on this one: device-mapper, md, bcache.
    package func holders(of name: String) -> [String] {
        (Tree.names(in: folder(of: name) + "/holders") ?? []).map(Sysfs.nodeName).sorted()
    }

    /// The devices that this one stands on.
    package func slaves(of name: String) -> [String] {
        (Tree.names(in: folder(of: name) + "/slaves") ?? []).map(Sysfs.nodeName).sorted()
    }

    /// The whole disks that may stand on others: all but loops and RAM disks, which never do so in sysfs's eyes.
    func stackedNames() -> [String] {
        let names = Tree.names(in: root + "/block") ?? []
        return names.filter { !$0.hasPrefix("loop") && !$0.hasPrefix("ram") }.map(Sysfs.nodeName).sorted()
    }

    func number(of name: String) -> DeviceNumber? {
        Tree.text(folder(of: name) + "/dev").flatMap { DeviceNumber(sysfs: $0[...]) }
    }

    /// The disk that a partition is on: the folder that its own folder lies in.
    private func parent(of name: String) -> String? {
        guard let target = Tree.linkTarget(folder(of: name)) else { return nil }
        return target.split(separator: "/").dropLast().last.map { Sysfs.nodeName(String($0)) }
    }

    private static func nodeName(_ name: String) -> String {
        name.utf8.contains(UInt8(ascii: "!")) ? String(name.map { $0 == "!" ? "/" : $0 }) : name
    }

    /// The folder of a device, open for looking at what is in it; nil where there is none.
    private func open(_ name: String) -> OwnedDescriptor? {
        try? OwnedDescriptor.open(folder(of: name), [.place, .folder])
    }

    private static func folderName(_ name: String) -> String {
        name.utf8.contains(UInt8(ascii: "/")) ? String(name.map { $0 == "/" ? "!" : $0 }) : name
    }

    private func sequence(_ attribute: String, in folder: borrowing OwnedDescriptor) -> DiskSequence? {
        Tree.text(attribute, in: folder).flatMap { UInt64($0) }.map(DiskSequence.init)
    }

    private func deviceNumber(_ attribute: String, in folder: borrowing OwnedDescriptor) -> DeviceNumber? {
        Tree.text(attribute, in: folder).flatMap { DeviceNumber(sysfs: $0[...]) }
    }

    /// A count of 512 bytes, whatever the device's sector size.
    private func sectors(_ attribute: String, in folder: borrowing OwnedDescriptor) -> ByteCount? {
        guard let count = Tree.number(attribute, in: folder) else { return nil }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: ByteCount.sysfsSector.bytes)
        return overflow || bytes < 0 ? nil : ByteCount(bytes)
    }
}
