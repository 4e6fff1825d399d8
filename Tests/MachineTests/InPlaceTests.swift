// SPDX-License-Identifier: MIT

import Testing

/// What a table records of a partition, changed while the partition is mounted.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Machine.has("sfdisk", "sgdisk", "mkfs.ext4"), "needs sfdisk, sgdisk and mkfs.ext4"))
struct InPlaceTests {
    /// A store with a mounted ext4 between two partitions with noise in them.
    private struct Bench: ~Copyable {
        let box: Sandbox

        private init() throws {
            let box = try Sandbox()
            self.box = box
        }

        static func make(_ stores: String) throws -> Bench {
            let bench = try Bench()
            try bench.prepare(stores)
            return bench
        }

        private func prepare(_ stores: String) throws {
            try box.manifest(stores)
            try box.converge()
            for leaf in ["part1", "part3"] {
                try must("sh", "-c", "head -c 2097152 /dev/urandom > \(box.node("a", leaf))")
            }
            try must("mkfs.ext4", "-q", box.link("a", "data"))
            try must("mkdir", box.path("mnt"))
            try must("mount", box.link("a", "data"), box.path("mnt"))
            try must("sh", "-c", "head -c 3000000 /dev/urandom > \(box.path("mnt/marker")); sync -f \(box.path("mnt"))")
        }

        deinit { _ = try? run("umount", box.path("mnt")) }

        func contents() throws -> [String] {
            [
                try box.digest(box.link("a", "part1")), try box.digest(box.link("a", "part3")),
                try box.digest(box.path("mnt/marker")), try shell("findmnt -no SOURCE \(box.path("mnt"))"),
            ]
        }

        /// What udev knows of a partition.
        func knows(_ property: String, of leaf: String) throws -> Bool {
            let node = try box.node("a", leaf)
            return eventually { (try? must("udevadm", "info", node).contains(property + "\n")) ?? false }
        }
    }

    private static let gpt = """
        stores:
          %-a:
            file: @/a.img
            size: 64MiB
            partitions: [{name: boot, size: 4MiB}, {name: data, size: 16MiB}, {name: spare, size: 4MiB}]
        """
    private static let changedGPT = """
        stores:
          %-a:
            file: @/a.img
            size: 64MiB
            uuid: 33333333-2222-4333-8444-555555555555
            partitions:
              - {name: boot}
              - name: data
                label: "Täglich"
                type: home
                attributes: [grow-fs, no-auto]
                uuid: 22222222-2222-4333-8444-555555555555
                links: [by-%/data]
              - {name: spare}
              - {name: new, size: rest}
        """

    @Test func allOfAMountedPartitionOfAGPT() throws {
        let bench = try Bench.make(Self.gpt)
        let before = try bench.contents()
        let disk = try bench.box.node("a")
        let old = try must("sfdisk", "--dump", disk)
        let uuid = try shell("blkid -p -o value -s PART_ENTRY_UUID \(disk)p2")
        try bench.box.manifest(Self.changedGPT)
        let plan = try bench.box.expect("plan", exit: 2)
        for words in [
            "the disk is to have another uuid", "partition 'new' is missing",
            "partition 'data' is to have another type, another label, another uuid and other attributes",
            "PARTUUID=\(uuid) and PARTLABEL=data find nothing any more",
        ] { #expect(plan.contains(words), "\(plan)") }
        let events = try KernelEvents(of: disk)
        try bench.box.converge()
        #expect(try bench.contents() == before)
        #expect(try bench.knows("ID_PART_ENTRY_UUID=22222222-2222-4333-8444-555555555555", of: "data"))
        #expect(try bench.knows("ID_PART_TABLE_UUID=33333333-2222-4333-8444-555555555555", of: "data"))
        #expect(eventually { exists("/dev/disk/by-partuuid/22222222-2222-4333-8444-555555555555") })
        #expect(eventually { !exists("/dev/disk/by-partuuid/\(uuid)") })
        #expect(try shell("readlink -f /dev/disk/by-\(bench.box.prefix)/data") == "\(disk)p2")
        let actions = try events.end()
        let added = "add \(disk.dropFirst(5))p4"
        #expect(actions.allSatisfy { $0.hasPrefix("change ") || $0 == added }, "\(actions)")
        let dump = try must("sfdisk", "--dump", disk)
        #expect(dump.contains("label-id: 33333333-2222-4333-8444-555555555555"))
        #expect(dump.contains("glich\", attrs=\"GUID:59,63\""), "\(dump)")
        #expect(try bench.knows("ID_PART_ENTRY_NAME=Täglich", of: "data"))
        #expect(try must("sgdisk", "--verify", disk).contains("No problems found"))
        // The table of before comes back, and with it its names.
        let store = bench.box.store("a")
        try must("sh", "-c", "blkdiscard --force --zeroout \(bench.box.node("a", "new"))")
        let words = try bench.box.expect("undo", store, "--yes")
        #expect(words.contains("which `apply` adds again") && words.contains("partition 'data'"), "\(words)")
        #expect(try must("sfdisk", "--dump", disk) == old)
        #expect(try bench.contents() == before)
        #expect(eventually { exists("/dev/disk/by-partuuid/\(uuid)") })
    }

    @Test func typeAndActiveFlagAndIdentifierOfAnMBR() throws {
        let bench = try Bench.make(
            """
            stores:
              %-a:
                file: @/a.img
                size: 64MiB
                table: mbr
                uuid: 11111111
                partitions:
                  - {name: boot, size: 4MiB, attributes: [active]}
                  - {name: data, size: 16MiB}
                  - {name: spare, size: 4MiB}
            """)
        let before = try bench.contents()
        let disk = try bench.box.node("a")
        let code = "head -c 440 /dev/urandom | dd of=\(disk) bs=440 count=1 conv=notrunc status=none"
        try must("sh", "-c", code)
        let boot = try shell("dd if=\(disk) bs=440 count=1 status=none | sha256sum")
        let stores = """
            stores:
              %-a:
                file: @/a.img
                table: mbr
                uuid: 2222abcd
                partitions:
                  - {name: boot, ACTIVE}
                  - {name: data, attributes: [active], type: '0x07'}
                  - {name: spare}
            """
        try bench.box.manifest(stores.split(separator: ", ACTIVE").joined())
        try bench.box.expectRefusal("partition 'data' is to be active, and partition 1 is; one is at most")
        try bench.box.manifest(stores.split(separator: "ACTIVE").joined(separator: "attributes: []"))
        let plan = try bench.box.expect("plan", exit: 2)
        #expect(plan.contains("PARTUUID=11111111-01, PARTUUID=11111111-02 and PARTUUID=11111111-03 find"), "\(plan)")
        try bench.box.converge()
        #expect(try bench.contents() == before)
        #expect(try bench.knows("ID_PART_ENTRY_UUID=2222abcd-02", of: "data"))
        #expect(try bench.knows("ID_PART_ENTRY_TYPE=0x7", of: "data"))
        #expect(try bench.knows("ID_PART_ENTRY_UUID=2222abcd-03", of: "spare"))
        let dump = try must("sfdisk", "--dump", disk)
        #expect(dump.contains("label-id: 0x2222abcd") && dump.contains("type=7, bootable"), "\(dump)")
        #expect(dump.split(separator: "\n").count { $0.contains("bootable") } == 1)
        #expect(try shell("dd if=\(disk) bs=440 count=1 status=none | sha256sum") == boot)
        #expect(try must("sfdisk", "--verify", disk).contains("No errors detected"))
    }

    /// What another program made is found by its label, and is the same partition when the manifest gives it another.
    @Test func anotherLabelMakesNoOtherPartition() throws {
        let box = try Sandbox()
        let file = try box.image("a.img", table: "label: gpt\nsize=8M, name=data\n")
        try box.scribble(file, at: 1, mebibytes: 8)
        let before = try box.digest(file, from: 1, mebibytes: 8)
        try box.manifest("stores:\n  %-a: {file: @/a.img, partitions: [{name: data, size: 8MiB, label: Archive}]}\n")
        try box.converge()
        let loop = try box.loop(over: "a.img")
        #expect(try box.partitions(of: loop) == ["1 2048 16384"])
        #expect(try must("sfdisk", "--dump", file).contains("name=\"Archive\""))
        #expect(try box.digest(file, from: 1, mebibytes: 8) == before)
        try box.expect("detach", "--all")
    }
}
