// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightReport

/// Stores and layouts that several suites show.
enum Fixture {
    static let mebibyte: Int64 = 1 << 20
    static let gibibyte: Int64 = 1 << 30

    static func size(mebibytes: Int64) -> ByteCount { ByteCount(mebibytes * mebibyte) }

    static func extent(_ start: Int64, _ length: Int64) -> Extent {
        Extent(start: size(mebibytes: start), length: size(mebibytes: length))
    }

    static func gpt(_ name: String) throws -> PartitionType {
        try #require(PartitionTypeCatalogue.type(named: name, in: .gpt))
    }

    static func guid(_ last: UInt8) throws -> GUID {
        try #require(GUID(bytes: Array(repeating: 0, count: 15) + [last]))
    }

    static func store(_ text: String) throws -> StoreName { try #require(StoreName(text)) }

    static func own(_ store: String, _ leaf: String) throws -> LinkPath {
        try #require(LinkPath(observed: "by-loopwright/\(store)/\(leaf)"))
    }

    static func partition(
        _ number: Int, _ extent: Extent, _ type: PartitionType, _ label: String = "",
        attributes: PartitionAttributes = []
    ) throws -> TablePartition {
        let identifier = try guid(UInt8(truncatingIfNeeded: number))
        return TablePartition(
            number: number, extent: extent, type: type, identifier: .gpt(identifier), label: label,
            attributes: attributes)
    }

    static func table(_ partitions: [TablePartition], mebibytes: Int64, condition: TableCondition = .sound) throws
        -> PartitionTable
    {
        PartitionTable(
            kind: .gpt, identifier: .gpt(try guid(0xd0)), sectorSize: .bytes512, entries: 128,
            usable: Extent(from: ByteCount(34 * 512), to: ByteCount(mebibytes * mebibyte - 33 * 512)),
            partitions: partitions, condition: condition, checksum: 0)
    }

    static func view(
        _ store: String, _ name: String?, _ partition: TablePartition, node: String? = nil, extra: [LinkPath] = []
    ) throws
        -> PartitionView
    {
        let leaves = [name, "part\(partition.number)"].compactMap(\.self)
        return PartitionView(
            name: name.flatMap(PartitionName.init), number: partition.number, extent: partition.extent,
            type: partition.type,
            label: partition.label, role: partition.role, node: node,
            links: try leaves.map { try own(store, $0) } + extra)
    }

    static func link(_ text: String) throws -> LinkPath { try #require(LinkPath(observed: text)) }

    static let names = ["esp", "root", "data"]

    static func appliancePartitions() throws -> [TablePartition] {
        [
            try partition(1, extent(1, 256), gpt("esp"), "EFI System Partition"),
            try partition(2, extent(257, 4096), gpt("linux"), "root"),
            try partition(3, extent(4353, 2816), gpt("linux"), "data", attributes: [.growFileSystem]),
        ]
    }

    static func applianceViews(node: String? = nil) throws -> [PartitionView] {
        try appliancePartitions().enumerated().map { index, partition in
            let extra = index == 1 ? [try link("by-role/root")] : []
            return try view("appliance", names[index], partition, node: node.map { $0 + "p\(index + 1)" }, extra: extra)
        }
    }

    /// An image that is to be made, with all that follows.
    static func appliance() throws -> StorePlan {
        let path = "/var/lib/images/appliance.img"
        let views = try applianceViews()
        let table = TableChange(before: nil, after: try table(appliancePartitions(), mebibytes: 8192))
        let disk = [try own("appliance", "disk")]
        let steps = [
            PlannedStep(
                .createFile(NewFile(path: path, size: size(mebibytes: 8192), allocation: .sparse, table: table)),
                reason: "the image '\(path)' does not exist yet"),
            PlannedStep(
                .attach(
                    LoopRequest(
                        backingPath: path, offset: .zero, sizeLimit: .zero, sectorSize: .bytes512, readOnly: false,
                        directIO: .auto, links: disk)),
                reason: "no loop device is bound to the image"),
        ]
        let exposed = views.map { view in
            PlannedStep(
                .addPartition(number: view.number, extent: view.extent, links: view.links),
                reason: "the kernel does not show it yet")
        }
        return StorePlan(
            name: try store("appliance"), state: .pending, reason: "the image '\(path)' does not exist yet",
            backing: path,
            steps: steps + exposed, partitions: views, links: disk)
    }

    /// The same store when all is done.
    static func converged() throws -> StorePlan {
        StorePlan(
            name: try store("appliance"), state: .converged, reason: "all is as the manifest says",
            backing: "/var/lib/images/appliance.img", device: "/dev/loop3",
            partitions: try applianceViews(node: "/dev/loop3"),
            links: [try own("appliance", "disk")])
    }

    /// A store with a step of every other kind.
    static func archive() throws -> StorePlan {
        let before = [
            try partition(1, extent(1, 1024), gpt("linux"), "photos"),
            try partition(12, extent(1025, 512), gpt("linux"), "old"),
        ]
        let after = [
            try partition(1, extent(1, 1024), gpt("swap"), "pictures"),
            try partition(2, extent(1537, 4096), gpt("linux"), "music"),
        ]
        let photos = try own("archive", "photos")
        let steps: [(Step, String)] = [
            (
                .growFile(
                    path: "/srv/archive.img", from: size(mebibytes: 2048), to: size(mebibytes: 8192), allocation: .full),
                "the file is smaller than the manifest says"
            ),
            (.adopt(device: "/dev/loop7", from: "backup"), "somebody else attached the image, and it fits"),
            (
                .growDevice(device: "/dev/loop7", from: size(mebibytes: 2048), to: size(mebibytes: 8192)),
                "its backing has grown"
            ),
            (.deletePartition(number: 12, extent: extent(1025, 512)), "the table no longer has it"),
            (
                .writeTable(
                    TableChange(
                        before: try table(before, mebibytes: 2048, condition: .backupMisplaced),
                        after: try table(after, mebibytes: 8192))),
                "the manifest names 'music' and the table has no such partition"
            ),
            (
                .resizePartition(number: 1, from: extent(1, 512), to: extent(1, 1024)),
                "the kernel shows it with another size"
            ),
            (
                .publish(
                    number: 1, before: [photos, try link("by-role/old")], links: [photos, try link("by-role/photos")]),
                "the manifest names other links"
            ),
            (
                .publish(number: nil, before: [], links: [try own("archive", "disk")]),
                "udev has not been told the disk's link"
            ),
            (.detach(device: "/dev/loop9"), "it is bound twice"),
        ]
        return StorePlan(
            name: try store("archive"), state: .pending, reason: "the file is to grow and a partition is missing",
            backing: "/srv/archive.img", device: "/dev/loop7", steps: steps.map { PlannedStep($0.0, reason: $0.1) },
            partitions: [try view("archive", "photos", after[0]), try view("archive", "music", after[1])],
            links: [try own("archive", "disk")])
    }

    static func blocked() throws -> StorePlan {
        StorePlan(
            name: try store("vault"), state: .blocked,
            reason: "'/dev/sdb' holds ext4 \"backup\" and no partition table",
            remedy:
                "take the table's keys out of the manifest to use it as it is, or clear it with 'loopwright wipe vault'",
            backing: "ID_BUS=usb ID_SERIAL=WDC_WD40*")
    }

    static func waiting() throws -> StorePlan {
        StorePlan(
            name: try store("stick"), state: .waiting, reason: "no disk fits ID_SERIAL=Kingston*",
            backing: "ID_SERIAL=Kingston*")
    }

    /// An MBR with logical partitions.
    static func extended() -> PartitionTable {
        PartitionTable(
            kind: .mbr, identifier: .mbr(0x1234_5678), sectorSize: .bytes512, entries: 4,
            usable: Extent(from: .sysfsSector, to: .gibibyte),
            partitions: [
                entry(1, extent(1, 100), 0x83), entry(2, extent(101, 800), 0x05, .extended),
                entry(5, extent(102, 300), 0x83, .logical), entry(6, extent(500, 100), 0x82, .logical),
            ], checksum: 0)
    }

    private static func entry(_ number: Int, _ extent: Extent, _ type: UInt8, _ role: TablePartition.Role = .primary)
        -> TablePartition
    {
        TablePartition(
            number: number, extent: extent, type: .mbr(type), identifier: .mbr(disk: 0x1234_5678, number: number),
            role: role)
    }
}
