// SPDX-License-Identifier: MIT

import Testing

/// What `undo` saves, shows, refuses and puts back, judged by the bytes and by sfdisk.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Machine.has("sfdisk", "sgdisk", "mkfs.ext4"), "needs sfdisk, sgdisk and mkfs.ext4"))
struct UndoTests {
    /// A sandbox with one store over one image.
    private struct Bench: ~Copyable {
        let sandbox: Sandbox
        var backups: String { "/var/lib/loopwright/backups/\(sandbox.store("s"))" }

        init() throws { sandbox = try Sandbox() }

        func want(_ partitions: String, _ more: String = "") throws {
            try sandbox.manifest("stores: {%-s: {file: @/disk.img, \(more)partitions: [\(partitions)]}}")
        }

        /// An image with one partition of some data, and room behind it.
        func makeImage(_ table: String = "label: gpt\\nstart=2048,size=2048,name=old\\n") throws {
            try shell(
                """
                cd \(sandbox.folder); truncate -s 16M disk.img; printf '\(table)' | sfdisk -q disk.img
                yes 'what was there' | head -c 1048576 | dd of=disk.img bs=1M seek=1 conv=notrunc status=none
                cp disk.img former.img
                """)
        }

        /// Has partitions added to the image.
        func makeChange(_ table: String = "label: gpt\\nstart=2048,size=2048,name=old\\n") throws {
            try makeImage(table)
            try want("{name: old, number: 1}, {name: new, size: 2MiB}, {name: more, size: 4MiB}")
            try sandbox.expect("apply")
        }

        func undo(_ words: String..., exit status: Int32 = 0) throws -> String {
            let outcome = try run(
                [Sandbox.binary, "undo", sandbox.store("s")] + words + ["--manifest", sandbox.path("manifest.yaml")])
            #expect(outcome.status == status, "\(words): \(outcome.words)")
            return outcome.output + outcome.errors
        }

        /// The device and the image have the same bytes as another image.
        func checkBytes(_ name: String) throws {
            let device = try sandbox.loop(over: "disk.img")
            if !device.isEmpty { try must("cmp", "/dev/" + device, sandbox.path(name)) }
            try shell("cd \(sandbox.folder); sync -f .; cmp disk.img \(name)")
        }

        func snapshot(_ name: String) throws {
            try shell("cat /dev/\(try sandbox.loop(over: "disk.img")) > \(sandbox.path(name))")
        }

        var numbers: [String] {
            get throws { try shell("ls \(backups) 2>/dev/null | sort -n").split(separator: "\n").map(String.init) }
        }
    }

    @Test(arguments: [
        "label: gpt\\nstart=2048,size=2048,name=old\\n", "label: dos\\nstart=2048,size=2048,type=83\\n",
        "label: gpt\\nsector-size: 512\\ntable-length: 8\\nstart=2048,size=2048,name=old,attrs=RequiredPartition\\n",
    ]) func theFormerTableComesBackBitForBit(table: String) throws {
        let bench = try Bench()
        try bench.makeChange(table)
        try bench.snapshot("changed.img")
        #expect(try bench.numbers == ["1"])
        let words = try bench.undo("--yes")
        try bench.checkBytes("former.img")
        #expect(words.contains("2 removed, 1 kept"), "\(words)")
        #expect(
            words.contains("the manifest has partitions 'new' and 'more', which `apply` adds again"), "\(words)")
        let loop = try bench.sandbox.loop(over: "disk.img")
        #expect(try bench.sandbox.partitions(of: loop) == ["1 2048 2048"])
        let links = try bench.sandbox.links(of: "s")
        #expect(links == ["disk \(loop)", "old \(loop)p1", "part1 \(loop)p1"])
        try must("sfdisk", "--verify", "/dev/" + loop)
        // What was undone is undone in its turn.
        _ = try bench.undo("--yes")
        try bench.checkBytes("changed.img")
        #expect(try bench.sandbox.partitions(of: loop).count == 3)
        #expect(try bench.sandbox.loopwright("plan").status == 0)
        _ = try bench.undo("--yes")
        try bench.checkBytes("former.img")
        #expect(try bench.numbers == ["1", "2", "3", "4"])
    }

    @Test func anImageThatIsNotAttachedIsLeftSo() throws {
        let bench = try Bench()
        try bench.makeChange()
        try bench.sandbox.expect("detach", "--all")
        let words = try bench.undo("--yes")
        #expect(words.contains("2 removed"))
        try bench.checkBytes("former.img")
        #expect(try bench.sandbox.loop(over: "disk.img") == "")
    }

    @Test func aDryRunAndAListChangeNothing() throws {
        let bench = try Bench()
        #expect(try run("ls", bench.backups).status != 0)
        try bench.makeImage()
        try bench.want("{name: old}")
        try bench.sandbox.expect("apply")
        #expect(try bench.undo("--list").contains("no partition table of store"))
        #expect(try bench.undo("--dry-run", exit: 3).contains("no partition table of the store has been saved"))
        try bench.want("{name: old}, {name: new, size: rest}")
        try bench.sandbox.expect("apply")
        try bench.snapshot("changed.img")
        let plan = try bench.undo("--dry-run", exit: 2)
        #expect(plan.contains("- 2") && plan.contains("hide"), "\(plan)")
        let list = try bench.undo("--list")
        #expect(list.contains("gpt, 1 partition") && list.contains("partition 'new' is missing"), "\(list)")
        #expect(try bench.undo("--list", "--json").contains("\"number\": 1"))
        #expect(try bench.undo(exit: 64).contains("there is nobody to be asked; say --yes"))
        try bench.checkBytes("changed.img")
        #expect(try bench.numbers == ["1"])
        let mode = try shell("stat -c %a \(bench.backups) \(bench.backups)/1")
        #expect(mode == "700\n600")
    }

    @Test func whatHoldsAnythingIsNotCutOff() throws {
        let bench = try Bench()
        try bench.makeChange()
        let node = try bench.sandbox.node("s", "more")
        try shell("mkfs.ext4 -q \(node); mkdir \(bench.sandbox.path("mnt"))")
        try bench.snapshot("changed.img")
        let held = try bench.undo("--yes", exit: 3)
        #expect(held.contains("partition 3 holds 'ext4', and backup 1 has no partition just there"), "\(held)")
        try shell("mount \(node) \(bench.sandbox.path("mnt"))")
        let mounted = try run(
            Sandbox.binary, "undo", bench.sandbox.store("s"), "--yes", "--manifest",
            bench.sandbox.path("manifest.yaml"))
        try shell("umount \(bench.sandbox.path("mnt"))")
        #expect(mounted.status == 3 && mounted.output.contains("mounted at"), "\(mounted.words)")
        try shell("wipefs -qa \(node); blkdiscard --force --zeroout \(node)")
        // The last bytes count as well.
        try shell("printf x | dd of=\(node) bs=1 seek=4194303 conv=notrunc status=none")
        #expect(try bench.undo("--yes", exit: 3).contains("partition 3 holds data"))
        #expect(try bench.numbers == ["1"])
        try shell("blkdiscard --force --zeroout \(node)")
        _ = try bench.undo("--yes")
        #expect(try bench.sandbox.links(of: "s").count == 3)
    }

    /// What is done to the backups or the image, and what undo says then.
    static let refusals = [
        ("cp disk.img other; mv other disk.img", "backup 1 is not of what is there: the file had inode"),
        (
            "printf x | dd of=%/1 bs=1 seek=900 conv=notrunc status=none",
            "backup 1 cannot be used: it fails its checksum"
        ),
        ("truncate -s 100 %/1", "backup 1 cannot be used: it fails its checksum"),
        (": > %/1", "backup 1 cannot be used: it is no backup of a partition table"),
        ("truncate -s 15M disk.img; sgdisk -e disk.img", "that was 16 MiB, and there are 15 MiB"),
        (
            "truncate -s 17M disk.img; sgdisk -e disk.img",
            "the table that is there lies in other places than the saved one"
        ),
        (
            "wipefs -qa disk.img; echo start=2048 | sfdisk -q --label dos disk.img",
            "the table that is there lies in other places"
        ),
        ("dd if=/dev/zero of=disk.img bs=512 count=1 conv=notrunc status=none", "there is no sound table"),
    ]

    @Test(arguments: refusals) func whatIsNotTheBackupsIsLeftAlone(script: String, sentence: String) throws {
        let bench = try Bench()
        try bench.makeChange()
        try bench.sandbox.expect("detach", "--all")
        let words = script.split(separator: "%", omittingEmptySubsequences: false).joined(separator: bench.backups)
        _ = try run("sh", "-c", "cd \(bench.sandbox.folder); \(words)")
        let before = try bench.sandbox.digest(bench.sandbox.path("disk.img"))
        let refusal = try bench.undo("--yes", exit: 3)
        #expect(refusal.contains(sentence) && refusal.contains("  remedy: "), "\(refusal)")
        #expect(try bench.sandbox.digest(bench.sandbox.path("disk.img")) == before)
        #expect(try bench.numbers == ["1"])
    }

    @Test func logicalPartitionsArePutBack() throws {
        let bench = try Bench()
        let table =
            "label: dos\\nstart=2048,size=2048,type=83\\nstart=20480,size=10240,type=5\\nstart=22528,size=2048\\n"
        try bench.makeImage(table)
        try bench.want("{name: old, number: 1}, {name: new, number: 3, size: 2MiB}")
        try bench.sandbox.expect("apply")
        let pieces = try shell("grep -ac '^piece: ebr' \(bench.backups)/1")
        #expect(pieces == "1")
        _ = try bench.undo("--yes")
        try bench.checkBytes("former.img")
        _ = try bench.undo("--yes")
        try bench.sandbox.expect("detach", "--all")
        try shell("echo type=7 | sfdisk -q -N 5 \(bench.sandbox.path("disk.img"))")
        let words = try bench.undo("--to", "1", "--yes")
        #expect(words.contains("~ 5  2 MiB") || words.contains("type ntfs → linux"), "\(words)")
        try bench.checkBytes("former.img")
        // Another link of the chain lies where nothing was saved.
        try bench.sandbox.expect("detach", "--all")
        try shell("echo start=26624,size=2048 | sfdisk -q --append \(bench.sandbox.path("disk.img"))")
        let refusal = try bench.undo("--to", "1", "--yes", exit: 3)
        #expect(refusal.contains("the table that is there lies in other places than the saved one"), "\(refusal)")
    }

    /// Where the backup finds no room the table stays as it is; and a table that is made needs none.
    @Test(arguments: ["size=8k", "ro"]) func nothingIsWrittenThatCannotBeSaved(options: String) throws {
        let bench = try Bench()
        try bench.makeImage()
        try bench.want("{name: old}, {name: new, size: rest}")
        try shell("mkdir -p -m 700 /var/lib/loopwright")
        let outcome = try run(
            "unshare", "--mount", "sh", "-c",
            """
            mount -t tmpfs -o \(options) tmpfs /var/lib/loopwright && exec '\(Sandbox.binary)' apply \
                --manifest '\(bench.sandbox.path("manifest.yaml"))'
            """)
        #expect(outcome.status == 1, "\(outcome.words)")
        let sentence = "nothing was written, for the table could not be saved first: cannot"
        #expect(outcome.output.contains(sentence), "\(outcome.words)")
        try bench.checkBytes("former.img")
        #expect(try bench.numbers == [])
        try bench.sandbox.expect("apply")
        #expect(try bench.numbers == ["1"])
    }

    @Test func aTableThatIsMadeLeavesNoBackup() throws {
        let bench = try Bench()
        try bench.want("{name: a, size: 1MiB}", "size: 16MiB, ")
        try bench.sandbox.expect("apply")
        #expect(try bench.numbers == [])
    }
}
