// SPDX-License-Identifier: MIT

import Testing
import WrightKernel
import WrightModel

@Suite struct SysfsTests {
    let scratch: Scratch
    let sysfs: Sysfs

    /// A tree as Linux 6.12 has it: a disk with partitions, one that holds a device-mapper device, and two loops.
    init() throws {
        scratch = try Scratch()
        sysfs = Sysfs(root: scratch.path)
        try device("sdb", "8:16", sectors: 2_000_000, ["diskseq": "9", "queue/logical_block_size": "4096"])
        try partition(1, of: "sdb", "sdb", "8:17", start: 2048, sectors: 4096)
        try partition(10, of: "sdb", "sdb", "8:26", start: 8192, sectors: 8)
        try partition(2, of: "sdb", "sdb", "8:18", start: 6144, sectors: 2)
        try device("cciss!c0d0", "104:0", sectors: 8, ["diskseq": "3"])
        try partition(1, of: "cciss!c0d0", "cciss!c0d0p", "104:1", start: 2, sectors: 4)
        try device("dm-0", "253:0", sectors: 8, ["diskseq": "4"])
        scratch.link("block/dm-0/slaves/sdb2", to: "../../sdb/sdb2")
        scratch.link("block/sdb/sdb2/holders/dm-0", to: "../../../dm-0")
        try device("loop0", "7:0", sectors: 0, ["diskseq": "1"])
        try device(
            "loop10", "7:10", sectors: 16,
            [
                "diskseq": "5", "ro": "1", "loop/backing_file": "/a b\n (deleted)", "loop/offset": "512",
                "loop/sizelimit": "8192", "loop/dio": "1", "loop/autoclear": "0", "loop/partscan": "1",
            ])
        try device("loop9", "7:9", sectors: 16, ["diskseq": "6", "loop/backing_file": "/b", "loop/autoclear": "1"])
    }

    private func device(
        _ name: String, _ number: String, sectors: Int, _ more: [String: String], in folder: String = "block"
    ) throws {
        let attributes = ["dev": number, "size": "\(sectors)", "ro": "0"].merging(more) { $1 }
        for (attribute, value) in attributes { try scratch.file("\(folder)/\(name)/\(attribute)", value + "\n") }
        scratch.link("class/block/\(name)", to: "../../\(folder)/\(name)")
        scratch.link("dev/block/\(number)", to: "../../\(folder)/\(name)")
    }

    private func partition(
        _ partition: Int, of disk: String, _ prefix: String, _ number: String, start: Int, sectors: Int
    ) throws {
        let attributes = ["partition": "\(partition)", "start": "\(start)"]
        try device("\(prefix)\(partition)", number, sectors: sectors, attributes, in: "block/\(disk)")
    }

    @Test func readsWhatADiskCallsItself() throws {
        try device("vda", "254:0", sectors: 8, ["serial": "root"])
        try device("sdc", "8:32", sectors: 8, ["device/serial": "S  1   ", "device/wwid": "naa.5000", "wwid": ""])
        #expect(sysfs.names(of: "vda") == ["serial": "root"])
        #expect(sysfs.names(of: "sdc") == ["serial": "S 1"])
        #expect(sysfs.names(of: "sdb").isEmpty)
    }

    @Test func readsADisk() throws {
        let disk = try #require(sysfs.disk(named: "sdb"))
        #expect(disk.number == DeviceNumber(major: 8, minor: 16))
        #expect(disk.size == ByteCount(2_000_000 * 512))
        #expect(disk.sequence == DiskSequence(9))
        #expect(disk.sectorSize == .bytes4096)
        #expect(!disk.isReadOnly)
        #expect(!disk.isPartition)
        #expect(disk.parent == nil)
        #expect(disk.partitions.map(\.number) == [1, 2, 10])
        #expect(
            disk.partitions[0]
                == KernelPartition(
                    number: 1, extent: Extent(mebibytes: 1, 2), name: "sdb1", device: DeviceNumber(major: 8, minor: 17))
        )
    }

    @Test func readsAPartition() throws {
        let partition = try #require(sysfs.disk(named: "sdb10"))
        #expect(partition.isPartition)
        #expect(partition.partitionNumber == 10)
        #expect(partition.parent == "sdb")
        #expect(partition.sequence == DiskSequence(9))
        #expect(partition.sectorSize == .bytes4096)
        #expect(partition.size == ByteCount(8 * 512))
        #expect(partition.partitions == [])
    }

    @Test func namesDevicesAsTheirNodesAreNamed() throws {
        let disk = try #require(sysfs.disk(named: "cciss/c0d0"))
        #expect(disk.node == "/dev/cciss/c0d0")
        #expect(disk.partitions.map(\.name) == ["cciss/c0d0p1"])
        #expect(sysfs.disk(named: "cciss/c0d0p1")?.parent == "cciss/c0d0")
        #expect(sysfs.name(of: DeviceNumber(major: 104, minor: 1)) == "cciss/c0d0p1")
        #expect(sysfs.name(of: DeviceNumber(major: 1, minor: 1)) == nil)
        #expect(sysfs.names().contains("cciss/c0d0"))
    }

    @Test func readsABinding() throws {
        let loop = try #require(sysfs.loop(named: "loop10"))
        #expect(loop.backingFile == "/a b\n (deleted)")
        #expect(loop.offset == ByteCount(512))
        #expect(loop.sizeLimit == ByteCount(8192))
        #expect(loop.directIO)
        #expect(loop.scansPartitions)
        #expect(!loop.isAutoclear)
        #expect(sysfs.loop(named: "loop9")?.isAutoclear == true)
        #expect(sysfs.loop(named: "loop0") == nil)
        #expect(sysfs.disk(named: "loop10")?.isReadOnly == true)
    }

    @Test func knowsWhatStandsOnWhat() {
        #expect(sysfs.holders(of: "sdb2") == ["dm-0"])
        #expect(sysfs.holders(of: "sdb1") == [])
        #expect(sysfs.slaves(of: "dm-0") == ["sdb2"])
    }

    @Test func hasNoDiskThatIsNotThereOrMakesNoSense() throws {
        #expect(sysfs.disk(named: "sdz") == nil)
        try device("sdc", "8:32", sectors: .max, [:])
        #expect(sysfs.disk(named: "sdc") == nil)
        try device("sdd", "8:48", sectors: 8, ["queue/logical_block_size": "77"])
        #expect(sysfs.disk(named: "sdd")?.sectorSize == .bytes512)
        #expect(sysfs.disk(named: "sdd")?.sequence == nil)
    }

    @Test func countsUsesOfAMadeUpMachine() throws {
        let swap = try scratch.file("swap file")
        try scratch.file(
            "proc/self/mountinfo",
            """
            22 1 8:17 / / rw,relatime shared:1 - ext4 /dev/sdb1 rw
            23 22 8:17 /sub /mnt/a\\040b\\134 rw - ext4 /dev/sdb1 rw
            24 22 8:17 /sub /mnt/a\\040b\\134 rw - ext4 /dev/sdb1 rw
            25 22 0:40 / /proc rw master:2 propagate_from:1 - proc proc rw
            26 22 garbage
            """)
        let blanks = swap.split(separator: " ").joined(separator: "\\040")
        try scratch.file("proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n\(blanks) file\t\t1048572\t0\t-2\n")
        let store = try #require(StoreName("outer"))
        let image = BackingIdentity.file(device: 1, inode: 2)
        let loops = [
            BoundLoop(
                name: "loop9", binding: LoopBinding(backing: image, path: "/b", reference: store.loopReference),
                sequence: nil),
            BoundLoop(
                name: "loop10", binding: LoopBinding(backing: image, path: "/b", reference: "other"), sequence: nil),
        ]
        let uses = MachineUses.read(loops: loops, sysfs: sysfs, processes: scratch.path + "/proc")
        #expect(uses.uses(of: DeviceNumber(major: 8, minor: 17)) == [.mounted(at: "/"), .mounted(at: "/mnt/a b\\")])
        #expect(uses.uses(of: DeviceNumber(major: 8, minor: 18)) == [.heldBy("dm-0")])
        #expect(uses.uses(of: DeviceNumber(major: 8, minor: 16)) == [])
        #expect(uses.uses(of: try #require(FileStatus.at(swap)?.identity)) == [.swap])
        #expect(
            uses.uses(of: image) == [.loop(node: "/dev/loop9", store: store), .loop(node: "/dev/loop10", store: nil)])
    }
}
