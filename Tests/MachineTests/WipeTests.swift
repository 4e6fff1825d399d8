// SPDX-License-Identifier: MIT

import Testing

/// What `wipe` takes away and what it leaves, judged by the bytes, wipefs and sysfs.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Machine.has("sfdisk", "wipefs", "mkfs.ext4", "python3"), "needs sfdisk, wipefs, mkfs.ext4 and python3")
)
struct WipeTests {
    /// Tables, and the places that are theirs in an image of 64 MiB, as pairs of the first and the last sector.
    static let tables = [
        ("label: gpt\nstart=2048,size=2048,name=old\nstart=8192,size=4096\n", "0-33 131039-131071"),
        ("label: gpt\ntable-length: 8\nstart=2048,size=2048,name=old\n", "0-3 131069-131071"),
        ("label: dos\nstart=2048,size=2048,type=83\n", "0-0"),
        (
            "label: dos\nstart=2048,size=2048,type=83\nstart=20480,size=40960,type=5\nstart=22528,size=2048\n"
                + "start=26624,size=2048\n", "0-0 20480-20480 24576-24576"
        ),
    ]

    @Test(arguments: tables) func onlyTheTableGoes(table: String, places: String) throws {
        let bench = try FarewellBench(table: "label: gpt\n")
        try bench.sandbox.expect("detach", "--all")
        let image = bench.sandbox.path("disk.img")
        // Every sector but those of the table, and those that are empty in it, tells its number.
        try shell("rm -r \(bench.backups) 2>/dev/null || true; yes 'what was there' | head -c 64M > \(image)")
        try shell("for p in \(places.split(separator: "-").joined(separator: " ")); do :; done")
        try clear(image, places)
        try bench.sandbox.partition(image, table)
        try shell("cp \(image) \(bench.sandbox.path("former.img"))")
        try bench.sandbox.expect("apply")
        let loop = try bench.loop
        let shown = try bench.expect("wipe", "%", "--dry-run", exit: 2)
        #expect(shown.contains("`loopwright undo \(bench.store)` puts it back"), "\(shown)")
        try bench.expect("wipe", "%", "--yes")
        #expect(try bench.sandbox.partitions(of: loop) == [])
        #expect(try bench.sandbox.links(of: "s") == ["disk \(loop)"])
        try must("blockdev", "--flushbufs", "/dev/" + loop)
        let tables = try run("blkid", "--probe", "-o", "value", "-s", "PTTYPE", "/dev/" + loop)
        #expect(tables.output == "")
        try shell("cp \(bench.sandbox.path("former.img")) \(bench.sandbox.path("wanted.img"))")
        try clear(bench.sandbox.path("wanted.img"), places)
        try shell("sync -f \(bench.sandbox.folder); cmp \(image) \(bench.sandbox.path("wanted.img"))")
        #expect(try bench.expect("wipe", "%", "--yes").contains("there is no partition table on it"))
        #expect(try bench.numbers == ["1"])
        try bench.expect("undo", "%", "--yes")
        try shell("sync -f \(bench.sandbox.folder); cmp \(image) \(bench.sandbox.path("former.img"))")
        #expect(try !bench.sandbox.partitions(of: loop).isEmpty)
        try bench.sandbox.expect("detach", "--all")
        // The same through the file.
        try bench.expect("wipe", "%", "--yes")
        try shell("cmp \(image) \(bench.sandbox.path("wanted.img"))")
        try bench.expect("undo", "%", "--yes")
        try shell("cmp \(image) \(bench.sandbox.path("former.img"))")
    }

    private func clear(_ image: String, _ places: String) throws {
        for place in places.split(separator: " ") {
            let ends = place.split(separator: "-").compactMap { Int($0) }
            try shell(
                "dd if=/dev/zero of=\(image) bs=512 seek=\(ends[0]) count=\(ends[1] - ends[0] + 1) conv=notrunc status=none"
            )
        }
    }

    @Test func anotherTableMayBeMadeThen() throws {
        let bench = try FarewellBench()
        try bench.expectRefusal("the manifest gives it a GPT, which `apply` would make anew", "wipe", "%")
        try bench.want("{name: old, number: 1, size: 4MiB}", ", table: mbr")
        try bench.sandbox.expect("plan", exit: 3)
        let words = try bench.expect("wipe", "%", "--yes")
        #expect(words.contains("the manifest has a table: an MBR, which `apply` makes anew"), "\(words)")
        try bench.sandbox.converge()
        #expect(try bench.numbersShown() == ("1", "1"))
        #expect(try bench.expect("undo", "%", "--yes", exit: 3).contains("lies in other places than the saved one"))
    }

    @Test func sectorsOf4096Bytes() throws {
        let bench = try FarewellBench(wanted: "{name: old, size: 8MiB}", more: ", sector-size: 4096")
        try bench.want("", ", sector-size: 4096")
        try shell("cat /dev/\(try bench.loop) > \(bench.sandbox.path("former.img"))")
        try bench.expect("wipe", "%", "--yes")
        #expect(try shell("tr -d '\\0' < /dev/\(try bench.loop) | wc -c") == "0")
        try bench.expect("undo", "%", "--yes")
        try shell("cmp /dev/\(try bench.loop) \(bench.sandbox.path("former.img"))")
    }

    @Test func whatIsInUseStays() throws {
        let bench = try FarewellBench()
        try bench.want("")
        let (loop, node) = (try bench.loop, try bench.sandbox.node("s", "part3"))
        let place = bench.sandbox.path("m")
        try shell("mkfs.ext4 -q \(node); mkdir \(place); mount -o ro \(node) \(place)")
        defer { _ = try? run("umount", place) }
        try bench.expectRefusal("'\(node)' is in use: mounted at '\(place)'", "wipe", "%")
        try must("umount", place)
        let other = try bench.sandbox.losetup("/dev/" + loop)
        try bench.expectRefusal("'/dev/\(loop)' is in use: attached to '\(other)'", "wipe", "%")
        try must("losetup", "--detach", other)
        try bench.expect("wipe", "%", "--yes")
    }

    @Test func aFileSystemOnTheWholeDeviceIsNoTable() throws {
        let bench = try FarewellBench(table: "label: dos\n")
        try must("wipefs", "-qa", "/dev/" + bench.loop)
        #expect(try bench.expect("wipe", "%", "--yes").contains("there is no partition table on it"))
        try must("mkfs.ext4", "-q", "/dev/" + bench.loop)
        try bench.expectRefusal("there is no partition table on it but 'ext4'", "wipe", "%")
    }

    /// What was made since over a disk whose table was wiped is not written over by `undo`.
    @Test func whatWasMadeSinceStays() throws {
        let bench = try FarewellBench()
        try bench.want("")
        try bench.expect("wipe", "%", "--yes")
        let image = "/dev/" + (try bench.loop)
        // A signature that lies in no place of the table.
        try shell("printf '_BHRfS_M' | dd of=\(image) bs=1 seek=65600 conv=notrunc status=none")
        try bench.expectRefusal("remedy: ", "undo", "%")
        try shell("mkfs.ext4 -qF \(image)")
        try bench.expectRefusal("there is no sound table to be changed back", "undo", "%")
    }

    @Test func aDamagedTableStays() throws {
        let bench = try FarewellBench()
        try bench.want("")
        try shell("dd if=/dev/zero of=/dev/\(try bench.loop) bs=512 seek=131071 count=1 status=none")
        try bench.expectRefusal("its partition table cannot be trusted", "wipe", "%")
        try bench.expectRefusal("its partition table cannot be trusted", "remove", "%/part2")
    }
}
