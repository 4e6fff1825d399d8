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
        root + "/class/block/" + String(name.map { $0 == "/" ? "!" : $0 })
    }

    /// The node names of all block devices, whole and partitions, in no order.
    package func names() -> [String] {
        (Tree.names(in: root + "/class/block") ?? []).map(Sysfs.nodeName)
    }

    /// The loop devices that are bound, in the order of their numbers.
    package func loopNames() -> [String] {
        allLoopNumbers().filter { isBound("loop\($0)") }.map { "loop\($0)" }
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
        let folder = folder(of: name) + "/loop/"
        guard let file = backingFile(of: name) else { return nil }
        return SysfsLoop(
            backingFile: file,
            offset: ByteCount(number(folder + "offset") ?? 0),
            sizeLimit: ByteCount(number(folder + "sizelimit") ?? 0),
            directIO: number(folder + "dio") == 1,
            isAutoclear: number(folder + "autoclear") == 1,
            scansPartitions: number(folder + "partscan") == 1)
    }

    /// A device by its name; nil where there is none.
    package func disk(named name: String) -> SysfsDisk? {
        let folder = folder(of: name)
        guard let number = deviceNumber(folder), let size = sectors(folder + "/size") else { return nil }
        let partitionNumber = self.number(folder + "/partition").map { Int($0) }
        let parent = partitionNumber == nil ? nil : parent(of: name)
        let whole = parent.map { self.folder(of: $0) } ?? folder
        return SysfsDisk(
            name: name, number: number, size: size,
            isReadOnly: self.number(folder + "/ro") == 1,
            showsPartitions: self.number(folder + "/ext_range") != 1,
            sequence: sequence(whole),
            sectorSize: self.number(whole + "/queue/logical_block_size").flatMap { SectorSize(bytes: $0) } ?? .bytes512,
            parent: parent, partitionNumber: partitionNumber,
            partitions: partitionNumber == nil ? partitions(of: name) : [])
    }

    /// The disk sequence of a whole disk; nil where there is no such disk, or before Linux 5.15.
    package func sequence(of name: String) -> DiskSequence? { sequence(folder(of: name)) }

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
        let folder = folder(of: name)
        let prefix = folder.split(separator: "/").last.map(String.init) ?? name
        let names = (Tree.names(in: folder) ?? []).filter { $0.hasPrefix(prefix) }
        return names.compactMap { partition($0, in: folder + "/" + $0) }.sorted { $0.number < $1.number }
    }

    private func partition(_ name: String, in folder: String) -> KernelPartition? {
        guard let number = number(folder + "/partition"), let start = sectors(folder + "/start"),
            let length = sectors(folder + "/size"), let device = deviceNumber(folder)
        else { return nil }
        let extent = Extent(start: start, length: length)
        return KernelPartition(number: Int(number), extent: extent, name: Sysfs.nodeName(name), device: device)
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

    func number(of name: String) -> DeviceNumber? { deviceNumber(folder(of: name)) }

    /// The disk that a partition is on: the folder that its own folder lies in.
    private func parent(of name: String) -> String? {
        guard let target = Tree.linkTarget(folder(of: name)) else { return nil }
        return target.split(separator: "/").dropLast().last.map { Sysfs.nodeName(String($0)) }
    }

    private static func nodeName(_ name: String) -> String { String(name.map { $0 == "!" ? "/" : $0 }) }

    private func sequence(_ folder: String) -> DiskSequence? {
        Tree.text(folder + "/diskseq").flatMap { UInt64($0) }.map(DiskSequence.init)
    }

    private func deviceNumber(_ folder: String) -> DeviceNumber? {
        Tree.text(folder + "/dev").flatMap { DeviceNumber(sysfs: $0) }
    }

    private func number(_ path: String) -> Int64? { Tree.text(path).flatMap { Int64($0) } }

    /// A count of 512 bytes, whatever the device's sector size.
    private func sectors(_ path: String) -> ByteCount? {
        guard let count = number(path) else { return nil }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: ByteCount.sysfsSector.bytes)
        return overflow || bytes < 0 ? nil : ByteCount(bytes)
    }
}
