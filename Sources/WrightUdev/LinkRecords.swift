// SPDX-License-Identifier: MIT

package import WrightKernel
package import WrightModel

/// The records that udev's rule reads, one file a device: `/run/loopwright/links/DISKSEQ.PARTN`.
///
/// A disk sequence is never given out twice in one boot, so that a record means one attachment and no other; the
/// folder lies in memory and is gone with the boot. A rule can import any property from it: it is root's own.
package struct LinkRecords: Hashable, Sendable {
    package let folder: String
    package init(folder: String = "/run/loopwright/links") { self.folder = folder }

    /// Puts a record in place of the one that may be there; partition nil for the whole disk.
    ///
    /// Written before the kernel is told of the partition, so that its first event finds it.
    package func write(
        disk: DiskSequence, partition: Int?, store: StoreName, links: [LinkPath]
    ) throws(LinkRecordFailure) {
        guard links.count <= LinkPath.maximumPerDevice else {
            throw .tooMany(store: store, partition: partition, count: links.count)
        }
        let name = name(disk, partition)
        do {
            try makeFolder()
            let text = LinkRecord(store: store, links: links).text
            try Tree.replace(folder + "/" + name, with: text, temporary: folder + "/.\(name).new")
        } catch {
            throw .failed(error)
        }
    }

    /// The records of one disk and of these of its partitions; nil is the key of the disk itself.
    ///
    /// The folder, in which the records of all disks lie, is not listed.
    package func read(disk: DiskSequence, partitions: [Int]) -> [Int?: LinkRecord] {
        var records: [Int?: LinkRecord] = [:]
        guard let folder = open() else { return [:] }
        for number in [nil] + partitions.map({ $0 }) { records[number] = record(name(disk, number), in: folder) }
        return records
    }

    /// The record of one device; nil where there is none.
    package func read(disk: DiskSequence, partition: Int?) -> LinkRecord? {
        guard let folder = open() else { return nil }
        return record(name(disk, partition), in: folder)
    }

    /// All records, by disk: for many stores the folder is read once.
    package func all() -> [DiskSequence: [Int?: LinkRecord]] {
        var records: [DiskSequence: [Int?: LinkRecord]] = [:]
        guard let folder = open() else { return [:] }
        for entry in Tree.entries(in: folder) {
            guard let (disk, partition) = parse(entry.name), let record = record(entry.name, in: folder) else {
                continue
            }
            records[disk, default: [:]][partition] = record
        }
        return records
    }

    /// The partitions of which there are records, by disk, in no order; none where there is one of the disk alone.
    package func partitions() -> [DiskSequence: [Int]] {
        var partitions: [DiskSequence: [Int]] = [:]
        for (disk, partition) in (Tree.names(in: folder) ?? []).lazy.compactMap(parse) {
            partitions[disk, default: []] += partition.map { [$0] } ?? []
        }
        return partitions
    }

    /// Removes the record of one device; one that is not there is no error.
    package func remove(disk: DiskSequence, partition: Int?) throws(SyscallFailure) {
        try Tree.remove(folder + "/" + name(disk, partition))
    }

    /// Removes the records of all other disks, and what a command that was killed left of writing one.
    ///
    /// Callers hold the ProgramLock: nobody is about to put a temporary file in its place.
    package func removeAll(besides disks: Set<DiskSequence>) throws(SyscallFailure) {
        for name in Tree.names(in: folder) ?? [] {
            if let (disk, _) = parse(name), disks.contains(disk) { continue }
            try Tree.remove(folder + "/" + name)
        }
    }

    private func open() -> OwnedDescriptor? { try? OwnedDescriptor.open(folder, [.place, .folder]) }

    private func record(_ name: String, in folder: borrowing OwnedDescriptor) -> LinkRecord? {
        Tree.text(name, in: folder).flatMap(LinkRecord.init)
    }

    private func makeFolder() throws(SyscallFailure) {
        if Tree.exists(folder) { return }
        if let slash = folder.lastIndex(of: "/") { try Tree.makeFolder(String(folder[..<slash])) }
        try Tree.makeFolder(folder)
    }

    /// The whole disk has no PARTN, so that the rule's path ends in the dot.
    private func name(_ disk: DiskSequence, _ partition: Int?) -> String {
        "\(disk)." + (partition.map(String.init) ?? "")
    }

    private func parse(_ name: String) -> (DiskSequence, Int?)? {
        guard let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")), let disk = UInt64(name[..<dot]) else { return nil }
        let rest = name[dot...].dropFirst()
        if rest.isEmpty { return (DiskSequence(disk), nil) }
        return Int(rest).map { (DiskSequence(disk), $0) }
    }
}

/// Why udev could not be told of a device's links.
package enum LinkRecordFailure: Error, Hashable, Sendable, CustomStringConvertible {
    case tooMany(store: StoreName, partition: Int?, count: Int)
    case failed(SyscallFailure)

    package var description: String {
        switch self {
        case .tooMany(let store, let partition, let count):
            let device = partition.map { "partition \($0)" } ?? "the disk"
            return "\(device) of '\(store)' has \(count) links: udev is told of at most \(LinkPath.maximumPerDevice)"
        case .failed(let failure): return failure.description
        }
    }
}
