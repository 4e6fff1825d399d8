// SPDX-License-Identifier: MIT

import Testing

/// Images, disks and partitions that become larger while they are used, as other programs judge what comes of it.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Machine.has("sfdisk", "sgdisk", "mkfs.ext4", "resize2fs"), "needs sfdisk, sgdisk and e2fsprogs"))
struct GrowthTests {
    /// A store of 64 MiB: a partition with noise in it, one that nobody declares, and one with a mounted ext4.
    private struct Bench: ~Copyable {
        let box: Sandbox
        private let more: String

        private init(_ kind: String, _ sectors: Int) throws {
            let box = try Sandbox()
            more = "table: \(kind), sector-size: \(sectors), "
            self.box = box
        }

        static func make(_ kind: String = "gpt", sectors: Int = 512) throws -> Bench {
            let bench = try Bench(kind, sectors)
            try bench.prepare()
            return bench
        }

        private func prepare() throws {
            let extra = "{name: extra, size: 4MiB}, "
            try want("size: 64MiB, ", "{name: boot, size: 8MiB}, \(extra){name: data, size: rest}")
            try box.converge()
            try must("sh", "-c", "head -c 8388608 /dev/urandom > \(box.node("a", "boot"))")
            try must("sh", "-c", "head -c 4194304 /dev/urandom > \(box.node("a", "extra"))")
            // Boot code is no concern of loopwright's.
            try must(
                "sh", "-c",
                "head -c 440 /dev/urandom | dd of=\(box.node("a")) bs=440 count=1 conv=notrunc status=none")
            try must("mkfs.ext4", "-q", box.link("a", "data"))
            try must("mkdir", box.path("mnt"))
            try must("mount", box.link("a", "data"), box.path("mnt"))
            try must("sh", "-c", "head -c 9000000 /dev/urandom > \(box.path("mnt/marker")); sync -f \(box.path("mnt"))")
        }

        deinit { _ = try? run("umount", box.path("mnt")) }

        /// The manifest with other words for the store and its partitions.
        func want(_ size: String, _ partitions: String) throws {
            try box.manifest("stores:\n  %-a: {file: @/a.img, \(size)\(more)partitions: [\(partitions)]}\n")
        }

        /// What must be the same whatever grows: contents, boot code, identifiers, and the nodes of what does not grow.
        func state() throws -> [String] {
            let disk = try box.node("a")
            return [
                try box.digest(box.link("a", "boot")), try box.digest("\(disk)p2"),
                try box.digest(box.path("mnt/marker")),
                try shell("dd if=\(disk) bs=440 count=1 status=none | sha256sum"),
                try shell("sfdisk --dump \(disk) | grep -oE 'label-id.*|uuid=.*|name=.*|type=[^,]*'"),
                try shell(
                    "stat -c '%n %i %t:%T' \(disk)p1 \(disk)p2 \(disk)p3; cat /sys/block/\(disk.dropFirst(5))/diskseq"),
            ]
        }

        /// The size that the kernel gives a partition, in MiB.
        func mebibytes(_ leaf: String) throws -> Int { try GrowthTests.mebibytes(box.node("a", leaf), box) }
    }

    private static func mebibytes(_ node: String, _ box: borrowing Sandbox) throws -> Int {
        (Int(try box.attribute(node, "size")) ?? 0) / 2048
    }

    /// sfdisk finds nothing to complain of, nor, of a GPT, sgdisk.
    private static func expectSound(_ disk: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let words = try must("sfdisk", "--verify", disk)
        #expect(!words.contains("mismatch"), "\(words)", sourceLocation: sourceLocation)
        // It takes a file for one of 512-byte sectors.
        guard try must("blkid", "-p", "-o", "value", "-s", "PTTYPE", disk) == "gpt\n" else { return }
        let verdict = try must("sgdisk", "--verify", disk)
        #expect(verdict.contains("No problems found"), "\(verdict)", sourceLocation: sourceLocation)
    }

    /// Online growth needs CAP_SYS_RESOURCE, which not every machine of tests has; offline it is the same partition.
    private func growFileSystem(_ bench: borrowing Bench) throws {
        let node = try bench.box.node("a", "data")
        let outcome = try run("resize2fs", node)
        guard outcome.status != 0 else { return }
        try #require(outcome.errors.contains("Permission denied"), "\(outcome.words)")
        try must("umount", bench.box.path("mnt"))
        try must("e2fsck", "-fp", node)
        try must("resize2fs", node)
        try must("mount", node, bench.box.path("mnt"))
    }

    @Test(arguments: [("gpt", 512), ("gpt", 4096), ("mbr", 512)])
    func aMountedFileSystemGrows(kind: String, sectors: Int) throws {
        let bench = try Bench.make(kind, sectors: sectors)
        let before = try bench.state()
        let disk = try bench.box.node("a")
        let events = try KernelEvents(of: disk)
        try bench.want("size: 128MiB, ", "{name: boot}, {name: extra}, {name: data, size: rest}")
        let words = try bench.box.expect("apply")
        #expect(words.contains("size 50 MiB → 114 MiB") || words.contains("size 51 MiB → 115 MiB"), "\(words)")
        #expect(try bench.box.expect("plan").contains("converged"))
        #expect(try bench.mebibytes("data") == (kind == "mbr" ? 115 : 114))
        #expect(try bench.state() == before)
        let actions = try events.end()
        #expect(actions.allSatisfy { $0.hasPrefix("change ") }, "\(actions)")
        #expect(actions.contains("change \(disk.dropFirst(5))p3"), "\(actions)")
        try GrowthTests.expectSound(disk)
        // What udev knows of the partition is what the table says, so that PARTUUID leads to it.
        let known = "ID_PART_ENTRY_SIZE=\(114 * 2048 + (kind == "mbr" ? 2048 : 0))\n"
        #expect(eventually { (try? must("udevadm", "info", "\(disk)p3").contains(known)) ?? false })
        try growFileSystem(bench)
        #expect(try bench.box.digest(bench.box.path("mnt/marker")) == before[2])
        let blocks = try shell("stat -f -c '%b %S' \(bench.box.path("mnt"))").split(separator: " ").compactMap {
            Int($0)
        }
        #expect(blocks.reduce(1, *) > 100 << 20, "\(blocks)")
        try must("umount", bench.box.path("mnt"))
        #expect(try run("e2fsck", "-fn", try bench.box.node("a", "data")).status == 0)
        try bench.box.expect("detach", "--all")
        if sectors == 512 { try GrowthTests.expectSound(bench.box.path("a.img")) }
    }

    @Test func aFileThatSomebodyMadeLargerIsTakenOver() throws {
        let bench = try Bench.make()
        let before = try bench.state()
        try bench.want("", "{name: boot}, {name: extra}, {name: data, size: rest, max-size: 80MiB}")
        try must("truncate", "--size", "128M", bench.box.path("a.img"))
        let plan = try bench.box.expect("plan", exit: 2)
        #expect(plan.contains("shows 64 MiB of 128 MiB") && plan.contains("its backup copy") == false, "\(plan)")
        try bench.box.converge()
        #expect(try bench.mebibytes("data") == 80)
        #expect(try bench.state() == before)
        try GrowthTests.expectSound(try bench.box.node("a"))
    }

    /// Where nothing is to grow the table is left alone, and its backup where it is.
    @Test func aBackupIsNotMovedForItsOwnSake() throws {
        let bench = try Bench.make()
        try bench.want("", "{name: boot}, {name: extra}, {name: data}")
        try must("truncate", "--size", "128M", bench.box.path("a.img"))
        let before = try bench.box.digest(try bench.box.node("a"))
        try bench.box.converge()
        #expect(try bench.box.digest(bench.box.path("a.img"), from: 0, mebibytes: 64) == before)
        #expect(try GrowthTests.mebibytes(try bench.box.node("a"), bench.box) == 128)
        #expect(try bench.box.expect("plan").contains("converged: 3 partitions"))
        #expect(try bench.box.expect("status", "--links").contains("does not lie at the end of the device"))
    }

    @Test func oneInTheMiddleGrowsAsFarAsThereIsRoom() throws {
        let box = try Sandbox()
        let file = try box.image(
            "a.img", table: "label: gpt\nstart=2048, size=8M, name=one\nstart=40960, size=8M, name=two\nsize=4M\n")
        try box.scribble(file, at: 1, mebibytes: 8)
        try box.scribble(file, at: 20, mebibytes: 12)
        let stores = "stores:\n  %-a: {file: @/a.img, partitions: [{name: one, size: %MiB}, {name: two}]}\n"
        func want(_ size: Int) throws {
            let text = stores.split(separator: "%MiB").joined(separator: "\(size)MiB")
            try box.manifest(text)
        }
        try want(8)
        try box.converge()
        let behind = try box.digest(file, from: 20, mebibytes: 43)
        try want(24)
        try box.expectRefusal(
            "partition 'one' is 8 MiB and the manifest asks for 24 MiB: 5 MiB are missing behind it, where partition 2 'two' lies from 20 MiB to 28 MiB",
            of: file)
        try want(19)
        try box.converge()
        #expect(try GrowthTests.mebibytes(try box.node("a", "one"), box) == 19)
        #expect(
            try box.digest(file, from: 1, mebibytes: 8) == shell("yes loopwright | head -c 8M | sha256sum | cut -c1-64")
        )
        #expect(try box.digest(file, from: 20, mebibytes: 43) == behind)
        try GrowthTests.expectSound(try box.node("a"))
        // To put the former table back would cut it off, and it holds something.
        let undone = try box.expect("undo", box.store("a"), "--yes", exit: 3)
        #expect(undone.contains("partition 1 holds data, and backup 1 has no partition just there"), "\(undone)")
        try box.expect("detach", "--all")
    }

    /// A loop over a disk, and the disk itself: a loop over a file stands for it.
    @Test(arguments: ["loop", "direct"]) func aDiskThatHasGrown(attach: String) throws {
        let box = try Sandbox()
        let disk = try box.losetup(try box.image("disk.img"))
        try box.manifest(
            "stores:\n  %-a: {device: \(disk), attach: \(attach), partitions: [{name: one, size: 8MiB}, {name: two, size: rest}]}\n"
        )
        try box.converge()
        try must("sh", "-c", "head -c 8388608 /dev/urandom > \(box.node("a", "one"))")
        let before = try box.digest(box.link("a", "one"))
        try must("truncate", "--size", "96M", box.path("disk.img"))
        try must("losetup", "--set-capacity", disk)
        let sequence = try box.attribute(try box.node("a"), "diskseq")
        try box.converge()
        #expect(try GrowthTests.mebibytes(try box.node("a", "two"), box) == 86)
        #expect(try box.attribute(try box.node("a"), "diskseq") == sequence)
        #expect(try box.digest(box.link("a", "one")) == before)
        try GrowthTests.expectSound(try box.node("a"))
        try box.expect("detach", "--all")
    }

    @Test func aSliceGrowsWithItsFileWhereItHasNoLength() throws {
        let box = try Sandbox()
        try must(
            "sh", "-c", "head -c 16M /dev/urandom > \(box.path("a.img")); truncate --size 48M \(box.path("a.img"))")
        try box.manifest(
            """
            stores:
              %-end: {file: @/a.img, offset: 32MiB, partitions: [{name: data, size: rest}]}
              %-middle: {file: @/a.img, offset: 16MiB, length: 16MiB, partitions: [{name: data, size: rest}]}
            """)
        try box.converge()
        let before = try box.digest(box.path("a.img"), from: 0, mebibytes: 32)
        try must("truncate", "--size", "64M", box.path("a.img"))
        try box.converge()
        #expect(try GrowthTests.mebibytes(try box.node("end", "data"), box) == 30)
        #expect(try GrowthTests.mebibytes(try box.node("middle", "data"), box) == 14)
        #expect(try box.digest(box.path("a.img"), from: 0, mebibytes: 32) == before)
        try GrowthTests.expectSound(try box.node("end"))
        try box.expect("detach", "--all")
    }

    @Test func whatStandsOnAPartitionGrowsWithIt() throws {
        let box = try Sandbox()
        let stores = """
            stores:
              %-inner: {device: /dev/disk/by-loopwright/%-outer/two, partitions: [{name: deep, size: rest}]}
              %-outer: {file: @/a.img, size: SIZE, partitions: [{name: one, size: 8MiB}, {name: two, size: rest}]}
            """.split(separator: "SIZE")
        try box.manifest(stores.joined(separator: "64MiB"))
        try box.converge()
        try box.scribble(try box.node("inner", "deep"), at: 0)
        let before = try box.digest(box.link("inner", "deep"), from: 0, mebibytes: 52)
        try box.manifest(stores.joined(separator: "96MiB"))
        try box.converge()
        #expect(try GrowthTests.mebibytes(try box.node("inner", "deep"), box) == 84)
        #expect(try box.digest(box.link("inner", "deep"), from: 0, mebibytes: 52) == before)
        try box.expect("detach", "--all")
    }

    @Test func theAgentFollows() throws {
        let bench = try Bench.make()
        let before = try bench.state()
        let agent = try bench.box.agent(until: "a")
        try bench.want("", "{name: boot}, {name: extra}, {name: data, size: rest}")
        try must("truncate", "--size", "96M", bench.box.path("a.img"))
        #expect(try eventually { try bench.mebibytes("data") == 82 }, "\(agent.lines)")
        try bench.want("size: 128MiB, ", "{name: boot}, {name: extra}, {name: data, size: rest}")
        #expect(try eventually { try bench.mebibytes("data") == 114 }, "\(agent.lines)")
        #expect(try bench.state() == before)
        #expect(agent.end(by: 15) == 0)
        #expect(try bench.box.expect("plan").contains("converged"))
    }
}

/// What the kernel tells of one disk and its partitions while something is done.
struct KernelEvents {
    private let monitor: Background
    private let disk: String
    private let log: String

    init(of node: String) throws {
        disk = String(node.dropFirst("/dev/".count))
        log = try shell("mktemp /tmp/loopwright-events.XXXXXX")
        monitor = try Background(["udevadm", "monitor", "--kernel", "--subsystem-match=block"], output: log)
        let path = log
        try #require(eventually { (try? must("cat", path).contains("KERNEL - ")) ?? false })
    }

    /// The events, as `change loop3p1`.
    func end() throws -> [String] {
        // The event for a device of its own is the last one.
        try shell("udevadm settle --timeout=5 || true")
        monitor.end(by: 15)
        let events = try shell(
            "sed -nE 's;^KERNEL\\[[^]]*\\] ([a-z]+) .*/(\(disk)(p[0-9]+)?) .*;\\1 \\2;p' \(log); rm \(log)")
        return events.split(separator: "\n").map(String.init)
    }
}
