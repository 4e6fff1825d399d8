// SPDX-License-Identifier: MIT

import Testing

/// Stores over block devices: loops that somebody else attached stand for disks, and zram for one that udev tells of.
@Suite(.serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"))
struct DiskTests {
    static let partitions = "partitions: [{name: one, size: 8MiB}, {name: two, size: rest}]"

    /// A foreign loop over a new file of the sandbox.
    private func disk(_ box: borrowing Sandbox) throws -> String { try box.losetup(try box.image("disk.img")) }

    @Test func aLoopStandsOverADisk() throws {
        let box = try Sandbox()
        let disk = try disk(box)
        try box.manifest("stores:\n  %-a: {device: \(disk), \(DiskTests.partitions)}\n")
        try box.converge()
        let loop = try box.node("a")
        #expect(loop != disk)
        #expect(try box.attribute(loop, "loop/backing_file") == disk)
        #expect(try must("lsblk", "--noheadings", "--list", "--output", "TYPE", loop) == "loop\npart\npart\n")
        #expect(try must("lsblk", "--noheadings", "--list", "--output", "TYPE", disk) == "loop\n")
        try box.expect("detach", "--all")
        #expect(box.loops() == [disk])
        try must("sfdisk", "--verify", "--quiet", disk)
    }

    @Test func aLoopStandsOverAPartition() throws {
        let box = try Sandbox()
        let disk = try disk(box)
        try box.partition(disk, "label: gpt\nsize=4M\nsize=48M\n")
        try must("partx", "--add", disk)
        try box.scribble(disk, at: 1, mebibytes: 4)
        let before = try box.digest(disk, from: 0, mebibytes: 5)
        try box.manifest("stores:\n  %-a: {device: \(disk)p2, \(DiskTests.partitions)}\n")
        try box.converge()
        #expect(try box.attribute(try box.node("a", "two"), "size") == "\(38 * 2048)")
        #expect(try box.digest(disk, from: 0, mebibytes: 5) == before)
        try box.expect("detach", "--all")
        #expect(try must("blkid", "--probe", "--output", "value", "--match-tag", "PTTYPE", "\(disk)p2") == "gpt\n")
    }

    @Test func aStoreStandsOnAnothersPartition() throws {
        let box = try Sandbox()
        try box.manifest(
            """
            stores:
              %-inner: {device: /dev/disk/by-loopwright/%-outer/two, partitions: [{name: deep, size: rest}]}
              %-outer: {file: @/a.img, size: 64MiB, \(DiskTests.partitions)}
            """)
        try box.converge()
        let (outer, inner) = (try box.node("outer"), try box.node("inner"))
        #expect(try box.attribute(inner, "loop/backing_file") == "\(outer)p2")
        try box.scribble(box.link("inner", "deep"), at: 0)

        let words = try box.expect("detach", box.store("outer"), exit: 3)
        #expect(
            words.contains(box.expand("'\(outer)p2' is in use: attached to '\(inner)' of store '%-inner'")), "\(words)")
        #expect(words.contains(box.expand("  remedy: run `loopwright detach %-inner`, then try again")), "\(words)")
        #expect(box.loops() == [inner, outer])
        try box.expect("detach", "--all")
        #expect(box.loops().isEmpty)
        try box.converge()
        try must("sh", "-c", "yes loopwright | head -c 1M | cmp - '\(box.link("inner", "deep"))' -n 1048576")
        try box.expect("detach", "--all")
    }

    @Test func aDiskIsPartitionedItself() throws {
        let box = try Sandbox()
        let disk = try disk(box)
        try box.manifest("stores:\n  %-a: {device: \(disk), attach: direct, \(DiskTests.partitions)}\n")
        try box.converge()
        #expect(try box.node("a") == disk)
        #expect(try box.node("a", "two") == disk + "p2")
        #expect(box.loops() == [disk])
        #expect(try must("sgdisk", "--verify", disk).contains("No problems found"))
        // A disk cannot be taken down: it keeps its partitions and loses the names.
        try box.expect("detach", "--all")
        #expect(!exists(box.link("a", "disk")) && !exists(box.link("a", "two")))
        #expect(try must("lsblk", "--noheadings", "--list", "--output", "TYPE", disk) == "loop\npart\npart\n")
        try box.converge()
        try box.expect("detach", "--all")
    }

    /// udev looks at a loop as soon as it is unbound, and only then: a slow command must not leave it a record to find.
    @Test func noLinkOutlivesItsLoop() throws {
        let box = try Sandbox()
        try box.manifest("stores:\n  %-a: {file: @/a.img, size: 16MiB}\n")
        try box.converge()
        #expect(try box.node("a").hasPrefix("/dev/loop"))
        try must(
            "strace", "--follow-forks", "--output", "/dev/null", "--trace", "unlinkat", "--inject",
            "unlinkat:delay_enter=500ms", Sandbox.binary, "detach", "--all", "--manifest", box.path("manifest.yaml"))
        #expect(!exists("/dev/disk/by-loopwright/\(box.store("a"))"))
        #expect(try run("grep", "--recursive", "--quiet", box.prefix, "/run/loopwright/links").status == 1)
    }

    @Test func whatIsNotThereIsWaitedFor() throws {
        let box = try Sandbox()
        let disk = try disk(box)
        try box.manifest(
            """
            stores:
              %-a: {match: {DEVNAME: \(disk)}}
              %-b: {device: @/absent}
              %-c: {file: @/folder/a.img, size: 64MiB}
              %-d: {file: @/d.img}
            """)
        let words = try box.expect("apply", exit: 0)
        for sentence in [
            // A loop over a disk is not the disk that is looked for.
            "%-a  waiting: no disk fits DEVNAME=\(disk)",
            "%-b  waiting: the device '@/absent' is not there yet",
            "%-c  waiting: the folder '@/folder' does not exist yet",
            "%-d  waiting: the file does not exist, and the manifest gives no size to make it with",
            "4 stores: 4 waiting",
        ] { #expect(words.contains(box.expand(sentence)), "\(words)") }
    }
}

/// A disk of compressed memory, made and unmade by a number in sysfs: a disk that comes and goes.
@Suite(
    .serialized,
    .enabled(if: Machine.isRoot && Machine.hasLoops && Zram.isFree, "needs root, loops and an unused zram0"))
struct HotplugTests {
    @Test func theOneDiskThatFitsIsTaken() throws {
        let box = try Sandbox()
        try box.manifest(
            "stores:\n  %-a: {match: {DEVNAME: \(Zram.node), DEVTYPE: disk}, sector-size: 4096, \(DiskTests.partitions)}\n"
        )
        #expect(try box.expect("apply").contains("waiting: the device '\(Zram.node)' has no medium"))
        let zram = try Zram()
        try box.converge()
        #expect(try box.attribute(try box.node("a"), "loop/backing_file") == Zram.node)
        #expect(try must("sfdisk", "--dump", Zram.node).contains("name=\"two\""))
        try box.expect("detach", "--all")
        _ = consume zram
        #expect(try box.expect("apply").contains("waiting: the device '\(Zram.node)' has no medium"))
    }

    @Test func severalDisksThatFitAreNamed() throws {
        let box = try Sandbox()
        let zram = try Zram()
        try box.manifest("stores:\n  %-a: {match: {DEVTYPE: disk}, read-only: true}\n")
        let words = try box.expect("plan", exit: 3)
        #expect(words.contains("blocked: several disks fit its 'match': "), "\(words)")
        #expect(words.contains(Zram.node), "\(words)")
        _ = consume zram
    }

    /// zram's driver shows no partitions of its disks: a loop over it does, which is what loops are for.
    @Test func aDriverWithoutPartitionsIsToldOf() throws {
        let box = try Sandbox()
        let zram = try Zram()
        try box.manifest("stores:\n  %-a: {device: \(Zram.node), attach: direct, \(DiskTests.partitions)}\n")
        try box.expectRefusal("the driver of '\(Zram.node)' shows no partitions of its disks", of: Zram.node)
        let plan = try box.expect("plan", exit: 3)
        #expect(box.remedies(in: plan) == ["attach: loop"])
        try box.manifest("stores:\n  %-a: {device: \(Zram.node), attach: loop, \(DiskTests.partitions)}\n")
        try box.converge()
        try box.expect("detach", "--all")
        _ = consume zram
    }
}

/// The first zram disk with a medium, which is taken away again.
struct Zram: ~Copyable {
    static let node = "/dev/zram0"
    private static let folder = "/sys/block/zram0"

    /// Whether nobody has given it a size: then nobody uses it.
    static var isFree: Bool { (try? must("cat", folder + "/disksize")) == "0\n" }

    init() throws { try must("sh", "-c", "echo 64M >\(Zram.folder)/disksize") }
    deinit {
        _ = try? run(
            "sh", "-c",
            """
            for loop in $(losetup --noheadings --output NAME --associated \(Zram.node)); do
                partx --delete $loop; losetup --detach $loop
            done
            echo 1 >\(Zram.folder)/reset
            """)
    }
}
