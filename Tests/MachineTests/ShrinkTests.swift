// SPDX-License-Identifier: MIT

import Testing

/// What `shrink` refuses and does, judged by the file systems' own programs, sfdisk and sysfs.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(
        if: Machine.has("sfdisk", "mkfs.ext4", "resize2fs", "mkfs.vfat", "mkswap"),
        "needs sfdisk, mkfs.ext4, resize2fs, mkfs.vfat and mkswap"))
struct ShrinkTests {
    private static let free = "{name: old, size: 16MiB}, {name: data}, {name: last, size: 8MiB}"

    private func sectors(_ bench: borrowing FarewellBench, _ number: Int = 2) throws -> [String] {
        let loop = try bench.loop
        let kernel = try shell("cat /sys/block/\(loop)/\(loop)p\(number)/size")
        let table = try shell("sfdisk --dump /dev/\(loop) | sed -nE 's;^.*p\(number) : .*size= *([0-9]+).*;\\1;p'")
        return [kernel, table]
    }

    @Test func aFileSystemIsNeverCutOff() throws {
        let bench = try FarewellBench()
        try bench.want(Self.free)
        let (node, place) = (try bench.sandbox.node("s", "data"), bench.sandbox.path("m"))
        try shell(
            "mkfs.ext4 -q \(node); mkdir \(place); mount \(node) \(place); yes kept | head -c 3M > \(place)/file; mount -o remount,ro \(place)"
        )
        defer { _ = try? run("umount", place) }
        try bench.expectRefusal("'\(node)' is in use: mounted at '\(place)'", "shrink", "%/data", "20MiB")
        try must("umount", place)
        try bench.expectRefusal(
            "partition 'data' holds 'ext4' of 32 MiB, and would be 20 MiB: 12 MiB too few", "shrink", "%/data", "20MiB")
        try bench.expectRefusal("`resize2fs '\(node)' 20480K`", "shrink", "%/data", "20MiB")
        try shell("e2fsck -fp \(node) >/dev/null; resize2fs \(node) 20480K 2>/dev/null")
        try bench.expectRefusal("holds 'ext4' of 20 MiB, and would be 20479 KiB", "shrink", "%/data", "20479K")
        let births = try [bench.birth(of: 1), bench.birth(of: 2), bench.birth(of: 3)]
        let kept = try bench.digest(from: 17, mebibytes: 20)
        let shown = try bench.expect("shrink", "%/data", "20MiB", "--dry-run", exit: 2)
        #expect(shown.contains("~ cut     2 data  32 MiB → 20 MiB at 17 MiB"), "\(shown)")
        #expect(try sectors(bench) == ["65536", "65536"])
        let words = try bench.expect("shrink", "%/data", "20MiB", "--yes")
        #expect(words.contains("~ resize  2 data  32 MiB → 20 MiB"), "\(words)")
        #expect(try sectors(bench) == ["40960", "40960"])
        #expect(try bench.digest(from: 17, mebibytes: 20) == kept)
        #expect(try [bench.birth(of: 1), bench.birth(of: 2), bench.birth(of: 3)] == births)
        try must("e2fsck", "-fn", node)
        // udev has heard of it.
        let size = try must("udevadm", "info", "--query=property", "--property=ID_PART_ENTRY_SIZE", "--value", node)
        #expect(size == "40960\n")
        #expect(try bench.expect("shrink", "%/data", "20MiB", "--yes").contains("partition 'data' is 20 MiB long"))
        try bench.sandbox.converge()
        try bench.expect("undo", "%", "--yes")
        #expect(try sectors(bench) == ["65536", "65536"])
        #expect(try bench.digest(from: 17, mebibytes: 20) == kept)
    }

    /// What is put into a partition of 32 MiB, and what a shrinking to 16 MiB says of it.
    static let others = [
        ("mkswap -q @", "holds 'swap' of 32 MiB, and would be 16 MiB"),
        ("mkfs.vfat @ >/dev/null", "holds 'vfat' of 32 MiB, and would be 16 MiB"),
        ("printf 'LUKS\\272\\276\\0\\002' > @", "holds 'crypto_LUKS', of which it is not known how much"),
        ("mkfs.ext4 -q @ 8M; printf 'LUKS\\272\\276\\0\\002' > @", "holds 'crypto_LUKS', of which it is not known"),
        ("echo 'start=2048' | sfdisk -q @", "holds a partition table, of which it is not known"),
        ("echo text > @", "holds data of a kind that nothing here knows"),
        ("echo text | dd of=@ bs=1M seek=31 status=none", "holds data of a kind that nothing here knows"),
        ("echo text | dd of=@ bs=1M seek=16 status=none", "holds data of a kind that nothing here knows"),
    ]

    @Test(arguments: others) func whatIsNotKnownToFitStays(script: String, sentence: String) throws {
        let bench = try FarewellBench()
        try bench.want(Self.free)
        let node = try bench.sandbox.node("s", "data")
        try shell(
            script.split(separator: "@", omittingEmptySubsequences: false).joined(separator: node) + "; sync \(node)")
        try bench.expectRefusal("partition 'data' \(sentence)", "shrink", "%/data", "16MiB")
    }

    @Test func whatIsSmallerThanItsPartitionFits() throws {
        for script in ["mkfs.vfat @ 16384 >/dev/null", "mkfs.ext4 -qF @ 16M", "true"] {
            let bench = try FarewellBench()
            try bench.want(Self.free)
            let node = try bench.sandbox.node("s", "data")
            try shell(script.split(separator: "@", omittingEmptySubsequences: false).joined(separator: node))
            try bench.expect("shrink", "%/data", "16MiB", "--yes")
            #expect(try sectors(bench) == ["32768", "32768"], "\(script)")
        }
    }

    @Test func theManifestIsChangedFirst() throws {
        let bench = try FarewellBench()
        try bench.expectRefusal("the manifest says `size: 32MiB` for partition 'data'", "shrink", "%/data", "20MiB")
        try bench.expectRefusal("say `size: 20MiB` there first", "shrink", "%/part2", "20MiB")
        try bench.want("{name: old}, {name: data, size: rest}, {name: last}")
        try bench.expectRefusal("the manifest says `size: rest`", "shrink", "%/data", "20MiB")
        try bench.want("{name: old}, {name: data, size: 20MiB}, {name: last}")
        try bench.sandbox.expect("plan", exit: 3)
        try bench.expect("shrink", "%/data", "20MiB", "--yes")
        try bench.sandbox.converge()
    }

    @Test func whatIsNoSmallerSizeIsRefused() throws {
        let bench = try FarewellBench()
        try bench.want(Self.free)
        try bench.expectRefusal("is 32 MiB, and shrinking makes it no larger", "shrink", "%/data", "40MiB")
        try bench.expectRefusal("its sectors are of 512 bytes", "shrink", "%/data", "1000B")
        try bench.expectRefusal("there is no partition 'part7' in its table", "shrink", "%/part7", "1MiB")
        for size in ["0", "-1", "10%", "rest", "lots"] {
            try bench.expect("shrink", "%/data", size, exit: 64)
        }
    }

    @Test func anImageThatIsNotAttachedIsChangedItself() throws {
        let bench = try FarewellBench()
        try bench.want(Self.free)
        try must("mkfs.ext4", "-q", bench.sandbox.node("s", "data"), "16M")
        try bench.sandbox.expect("detach", "--all")
        try bench.expectRefusal("holds 'ext4' of 16 MiB, and would be 8 MiB", "shrink", "%/data", "8MiB")
        try bench.expect("shrink", "%/data", "16MiB", "--yes")
        let size = try shell(
            "sfdisk --dump \(bench.sandbox.path("disk.img")) | sed -nE 's;^.*img2 : .*size= *([0-9]+).*;\\1;p'")
        #expect(size == "32768")
    }

    @Test func anMBRWithLogicalPartitions() throws {
        let bench = try FarewellBench(
            table: "label: dos\nstart=2048,size=8192,type=83\nstart=20480,size=40960,type=5\nstart=22528,size=4096\n")
        try bench.expectRefusal("partition 2 is the extended one, and that is not shrunk", "shrink", "%/part2", "1MiB")
        try bench.expect("shrink", "%/part1", "1MiB", "--yes")
        #expect(try sectors(bench, 1) == ["2048", "2048"])
        try must("mkfs.ext4", "-q", bench.sandbox.link("s", "part5"), "1536K")
        try bench.expectRefusal("holds 'ext4' of 1.5 MiB, and would be 1 MiB", "shrink", "%/part5", "1MiB")
        let kept = try bench.digest(from: 11, mebibytes: 1)
        try bench.expect("shrink", "%/part5", "1536KiB", "--yes")
        #expect(try sectors(bench, 5) == ["3072", "3072"])
        #expect(try bench.digest(from: 11, mebibytes: 1) == kept)
        try must("sfdisk", "--verify", bench.sandbox.path("disk.img"))
        #expect(try bench.numbersShown() == ("1 2 5", "1 2 5"))
    }
}
