// SPDX-License-Identifier: MIT

import Testing

/// Logical partitions of an MBR that grow and change while they are used, as other programs judge what comes of it.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Machine.has("sfdisk", "mkfs.ext4", "resize2fs"), "needs sfdisk and e2fsprogs"))
struct LogicalTests {
    /// 64 MiB with a primary partition of 8, and an extended one of 40 with logical ones of 8 and 4 MiB; the last one has
    /// a mounted ext4, the others have noise in them.
    private struct Bench: ~Copyable {
        let box: Sandbox

        private init() throws {
            let box = try Sandbox()
            self.box = box
        }

        static func make() throws -> Bench {
            let bench = try Bench()
            try bench.prepare()
            return bench
        }

        private func prepare() throws {
            try box.image(
                "a.img",
                table: """
                    label: dos
                    start=2048,size=16384,type=83
                    start=20480,size=81920,type=5
                    start=22528,size=16384,type=83
                    start=43008,size=8192,type=83

                    """)
            try want("", "{name: home, number: 5}, {name: data, number: 6}")
            try box.converge()
            for leaf in ["part1", "home"] {
                try must("sh", "-c", "head -c 8388608 /dev/urandom > \(box.node("a", leaf))")
            }
            try must("mkfs.ext4", "-q", box.link("a", "data"))
            try must("mkdir", box.path("mnt"))
            try must("mount", box.link("a", "data"), box.path("mnt"))
            try must("sh", "-c", "head -c 500000 /dev/urandom > \(box.path("mnt/marker")); sync -f \(box.path("mnt"))")
        }

        deinit { _ = try? run("umount", box.path("mnt")) }

        func want(_ store: String, _ partitions: String) throws {
            try box.manifest("stores:\n  %-a: {file: @/a.img, table: mbr, \(store)partitions: [\(partitions)]}\n")
        }

        /// What is the same whatever grows.
        func contents() throws -> [String] {
            [
                try box.digest(box.link("a", "part1")),
                try shell("head -c 8388608 \(box.link("a", "home")) | sha256sum"),
                try box.digest(box.path("mnt/marker")),
                try shell("findmnt -no SOURCE \(box.path("mnt"))"),
                try shell("stat -c '%n %i' \(box.node("a"))p*"),
            ]
        }

        /// Start, size and type in the table, and the size that the kernel shows.
        func entry(_ number: Int) throws -> String {
            let disk = try box.node("a")
            let fields = try shell("sfdisk --dump \(disk) | sed -n 's/.*p\(number) : //p' | tr -d ' '")
            return try "\(fields) \(box.attribute("\(disk)p\(number)", "size"))"
        }
    }

    @Test func theLastOneGrowsWithTheExtendedOne() throws {
        let bench = try Bench.make()
        let before = try bench.contents()
        let disk = try bench.box.node("a")
        let events = try KernelEvents(of: disk)
        try bench.want("size: 128MiB, ", "{name: home, number: 5}, {name: data, number: 6, size: rest}")
        let words = try bench.box.expect("apply")
        #expect(words.contains("~ 2       size 40 MiB → 118 MiB"), "\(words)")
        #expect(words.contains("~ 6 data  size 4 MiB → 107 MiB"), "\(words)")
        #expect(try bench.box.expect("plan").contains("converged"))
        #expect(try bench.entry(6) == "start=43008,size=219136,type=83 219136")
        #expect(try bench.entry(2) == "start=20480,size=241664,type=5 2")
        let after = try bench.contents()
        #expect(after == before)
        let actions = try events.end()
        #expect(actions.allSatisfy { $0.hasPrefix("change ") }, "\(actions)")
        #expect(actions.contains("change \(disk.dropFirst(5))p6"), "\(actions)")
        let verdict = try must("sfdisk", "--verify", disk)
        #expect(verdict.contains("No errors detected"), "\(verdict)")
        // The link to it reaches as far as it does: from its boot record to its end.
        let link = try shell("dd if=\(disk) bs=512 skip=20480 count=1 status=none | od -An -tu4 -j474 -N4")
        #expect(link.filter(\.isNumber) == "\(2048 + 219136)")
        let node = try bench.box.node("a", "data")
        try must("udevadm", "settle")
        #expect(try must("udevadm", "info", node).contains("ID_PART_ENTRY_SIZE=219136\n"))
        try must("umount", bench.box.path("mnt"))
        try must("e2fsck", "-fp", node)
        try must("resize2fs", node)
        // libblkid finds the same partitions.
        try bench.box.expect("detach", "--all")
        let found = try must("partx", "--show", "--noheadings", "--output", "NR,SECTORS", bench.box.path("a.img"))
        #expect(found.split(separator: "\n").last?.split(separator: " ") == ["6", "219136"], "\(found)")
    }

    @Test func oneInFrontGrowsUpToTheNextBootRecord() throws {
        let bench = try Bench.make()
        let before = try bench.contents()
        try bench.want("", "{name: home, number: 5, size: 10MiB}, {name: data, number: 6}")
        try bench.box.expectRefusal(
            """
            partition 'home' is 8 MiB and the manifest asks for 10 MiB: 1 MiB are missing behind it, where the boot \
            record of partition 6 lies from 20 MiB to 20480.5 KiB
            """)
        try bench.want("", "{name: home, number: 5, size: rest}, {name: data, number: 6}")
        try bench.box.converge()
        #expect(try bench.entry(5) == "start=22528,size=18432,type=83 18432")
        #expect(try bench.entry(2) == "start=20480,size=81920,type=5 2")
        try must("sfdisk", "--verify", try bench.box.node("a"))
        let after = try bench.contents()
        #expect(after == before)
        try bench.want("", "{name: home, number: 5}, {name: data, number: 6, size: 60MiB}")
        let words = try bench.box.expect("plan", exit: 3)
        #expect(
            words.contains("17 MiB are missing behind it, where the room for partitions ends at 64 MiB"), "\(words)")
    }

    @Test func itsTypeChangesWhileItIsMounted() throws {
        let bench = try Bench.make()
        let before = try bench.contents()
        try bench.want("", "{name: home, number: 5}, {name: data, number: 6, type: '0x07', attributes: [active]}")
        try bench.box.converge()
        #expect(try bench.entry(6) == "start=43008,size=8192,type=7,bootable 8192")
        let after = try bench.contents()
        #expect(after == before)
        let node = try bench.box.node("a", "data")
        #expect(eventually { (try? must("udevadm", "info", node).contains("ID_PART_ENTRY_TYPE=0x7\n")) ?? false })
        try bench.want("", "{name: ext, number: 2, type: linux}, {name: data, number: 6}")
        try bench.box.expectRefusal(
            "partition 'ext' is to be changed, and it is the extended one; only primary and logical partitions are")
    }

    /// libfdisk takes links that lead to no partition out of a chain when it writes one.
    @Test func aChainWithAnEmptyLinkStays() throws {
        let bench = try Bench.make()
        try must("umount", bench.box.path("mnt"))
        try bench.box.expect("detach", "--all")
        let file = bench.box.path("a.img")
        // The entry of partition 5 is gone, and the link behind it is not: 6 becomes 5.
        try shell("dd if=/dev/zero of=\(file) bs=1 seek=$((20480 * 512 + 446)) count=16 conv=notrunc status=none")
        try bench.want("", "{name: data, number: 5, type: '0x07'}")
        try bench.box.expectRefusal(
            "partition 'data' is a logical one that is to be changed, and a link of their chain leads to no partition",
            of: file)
        try bench.want("", "{name: data, number: 5}, {name: new, number: 3, size: 2MiB}")
        try bench.box.converge()
        #expect(try shell("cat /sys/block/\(bench.box.loop(over: "a.img"))/*p5/start") == "43008")
    }
}
