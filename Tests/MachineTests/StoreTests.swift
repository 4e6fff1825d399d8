// SPDX-License-Identifier: MIT

import Testing

/// Stores over files: made, grown, sliced, adopted, and attached as the manifest says.
@Suite(.serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"))
struct StoreTests {
    // MARK: Making

    @Test(arguments: [("sparse", 1...8192), ("full", 131_072...140_000)])
    func fileIsMade(allocation: String, blocks: ClosedRange<Int>) throws {
        let box = try Sandbox()
        try box.manifest(
            """
            stores:
              %-a: {file: @/a.img, size: 64MiB, allocate: \(allocation), partitions: [{name: data, size: rest}]}
            """)
        try box.converge()
        let status = try must("stat", "--format", "%s %a %u %b", box.path("a.img")).split(
            whereSeparator: \.isWhitespace)
        #expect(status.dropLast() == ["67108864", "600", "0"])
        #expect(blocks.contains(Int(status.last ?? "") ?? 0), "\(status)")
        try must("sfdisk", "--verify", "--quiet", box.path("a.img"))
        try box.expect("detach", "--all")
    }

    /// The file system says beforehand that it is too small for one, and does not know that it is for both.
    @Test func noHalfFileIsLeftWhereRoomIsShort() throws {
        let box = try Sandbox()
        try must("mkdir", box.path("small"))
        try must("mount", "-t", "tmpfs", "-o", "size=48M", "none", box.path("small"))
        defer { _ = try? run("umount", "--lazy", box.path("small")) }
        let store = "size: 32MiB, allocate: full, partitions: [{name: data, size: rest}]"
        try box.manifest("stores:\n  %-a: {file: @/small/a.img, size: 64MiB, allocate: full}\n")
        try box.expectRefusal(
            "'@/small/a.img' needs 64 MiB of room, and its file system has 48 MiB free: 16 MiB are missing")
        #expect(try must("ls", "-A", box.path("small")).isEmpty)

        try box.manifest("stores:\n  %-a: {file: @/small/a.img, \(store)}\n  %-b: {file: @/small/b.img, \(store)}\n")
        let words = try box.expect("apply", exit: 1)
        #expect(
            words.contains(box.expand("%-b  failed: cannot make '@/small/b.img' 33554432 bytes long: ")), "\(words)")
        #expect(words.contains("2 stores: 1 converged, 1 failed"), "\(words)")
        #expect(try must("ls", "-A", box.path("small")) == "a.img\n")
        try box.expect("detach", "--all")
    }

    @Test func zerosThatWereWrittenAreBlank() throws {
        let box = try Sandbox()
        try must("dd", "if=/dev/zero", "of=\(box.path("a.img"))", "bs=1M", "count=8", "status=none")
        try box.manifest("stores:\n  %-a: {file: @/a.img, partitions: [{name: data, size: rest}]}\n")
        try box.converge()
        try box.expect("detach", "--all")
    }

    // MARK: Growing

    @Test(arguments: [true, false])
    func fileGrowsAndKeepsItsContents(whileAttached: Bool) throws {
        let box = try Sandbox()
        let manifest = "partitions: [{name: data, size: 16MiB}"
        try box.manifest("stores:\n  %-a: {file: @/a.img, size: 64MiB, \(manifest)]}\n")
        try box.converge()
        let loop = try box.node("a")
        let sequence = try box.attribute(loop, "diskseq")
        try box.scribble(box.link("a", "data"), at: 0, mebibytes: 16)
        let contents = try box.digest(box.link("a", "data"))
        if !whileAttached { try box.expect("detach", "--all") }

        try box.manifest("stores:\n  %-a: {file: @/a.img, size: 128MiB, \(manifest), {name: more, size: rest}]}\n")
        try box.converge()
        #expect(try box.attribute(try box.node("a"), "size") == "262144")
        #expect(try box.attribute(try box.node("a", "more"), "size") == "\(110 * 2048)")
        #expect(try box.digest(box.link("a", "data")) == contents)
        if whileAttached { #expect(try box.attribute(loop, "diskseq") == sequence) }
        try box.expect("detach", "--all")
        #expect(try must("sgdisk", "--verify", box.path("a.img")).contains("No problems found"))
        #expect(try must("stat", "--format", "%s", box.path("a.img")) == "134217728\n")
    }

    @Test func aSmallerSizeLeavesTheFileAsItIs() throws {
        let box = try Sandbox()
        try box.image("a.img", table: "label: gpt\n")
        try box.manifest("stores:\n  %-a: {file: @/a.img, size: 32MiB}\n")
        try box.converge()
        #expect(try box.attribute(try box.node("a"), "size") == "131072")
        try box.expect("detach", "--all")
    }

    // MARK: As it is

    @Test func anImageIsTakenAsItIs() throws {
        let box = try Sandbox()
        let file = try box.image("a.img", table: "label: gpt\nsize=8M, name=one\nsize=8M, name=two\n")
        try box.scribble(file, at: 1, mebibytes: 16)
        let before = try box.digest(file)
        try box.manifest("stores:\n  %-a: {file: @/a.img}\n")
        try box.converge()
        for number in 1...2 {
            let node = try box.node("a", "part\(number)")
            #expect(try box.attribute(node, "start") == "\(2048 + (number - 1) * 16_384)")
            #expect(try box.digest(node) == box.digest(file, from: 1 + (number - 1) * 8, mebibytes: 8))
        }
        try box.expect("detach", "--all")
        #expect(try box.digest(file) == before)
    }

    // MARK: Slices

    @Test func twoSlicesOfOneFileLeaveTheRestAlone() throws {
        let box = try Sandbox()
        let file = try box.image("a.img")
        for place in [0, 7, 24, 63] { try box.scribble(file, at: place) }
        let before = try [(0, 8), (24, 1), (49, 15)].map { try box.digest(file, from: $0.0, mebibytes: $0.1) }
        try box.manifest(
            """
            stores:
              %-a: {file: @/a.img, offset: 8MiB, length: 16MiB, partitions: [{name: data, size: rest}]}
              %-b: {file: @/a.img, offset: 25MiB, length: 24MiB, table: mbr, partitions: [{name: data, size: rest}]}
            """)
        try box.converge()
        for (store, offset, length) in [("a", 8, 16), ("b", 25, 24)] {
            let loop = try box.node(store)
            #expect(try box.attribute(loop, "loop/offset") == "\(offset << 20)")
            #expect(try box.attribute(loop, "size") == "\(length * 2048)")
            try must("sfdisk", "--verify", "--quiet", loop)
            try box.scribble(box.link(store, "data"), at: 0, mebibytes: length - 2)
        }
        try box.expect("detach", "--all")
        #expect(try [(0, 8), (24, 1), (49, 15)].map { try box.digest(file, from: $0.0, mebibytes: $0.1) } == before)
    }

    /// Unknown data inside the slice is an obstacle wherever in it the data lies, and what clears it keeps to the slice.
    @Test func aSliceWithDataIsRefusedAndClearedAlone() throws {
        let box = try Sandbox()
        let file = try box.image("a.img")
        for place in [7, 14, 24] { try box.scribble(file, at: place) }
        let before = try [(7, 1), (24, 1)].map { try box.digest(file, from: $0.0, mebibytes: $0.1) }
        try box.manifest(
            "stores:\n  %-a: {file: @/a.img, offset: 8MiB, length: 16MiB, partitions: [{name: data, size: rest}]}\n")
        try box.expectRefusal("its backing holds data of a kind that nothing here knows", of: file)
        let plan = try box.expect("plan", exit: 3)
        let remedy = try #require(box.remedies(in: plan).first)
        #expect(remedy == box.expand("fallocate --punch-hole --offset 8388608 --length 16777216 '@/a.img'"))
        try must("sh", "-c", remedy)
        #expect(try [(7, 1), (24, 1)].map { try box.digest(file, from: $0.0, mebibytes: $0.1) } == before)
        try box.converge()
        try box.expect("detach", "--all")
    }

    // MARK: The loop

    @Test func aReadOnlyStoreCannotBeWrittenTo() throws {
        let box = try Sandbox()
        let file = try box.image("a.img", table: "label: dos\nsize=8M\n")
        let before = try box.digest(file)
        try box.manifest("stores:\n  %-a: {file: @/a.img, read-only: true}\n")
        try box.converge()
        for leaf in ["disk", "part1"] {
            #expect(try must("blockdev", "--getro", box.link("a", leaf)) == "1\n")
            #expect(try run("dd", "if=/dev/zero", "of=\(box.link("a", leaf))", "count=1", "status=none").status != 0)
        }
        try box.expect("detach", "--all")
        #expect(try box.digest(file) == before)
    }

    @Test(arguments: [("on", "1"), ("off", "0")])
    func directIOIsAsSaid(mode: String, expected: String) throws {
        let box = try Sandbox()
        try box.manifest("stores:\n  %-a: {file: @/a.img, size: 16MiB, direct-io: \(mode)}\n")
        try box.converge()
        #expect(try box.attribute(try box.node("a"), "loop/dio") == expected)
        try box.expect("detach", "--all")
    }

    @Test func sectorsOf4096BytesAreMadeAndFoundAgain() throws {
        let box = try Sandbox()
        let body = "partitions: [{name: data, size: 8MiB}]}"
        try box.manifest("stores:\n  %-a: {file: @/a.img, size: 64MiB, sector-size: 4096, \(body)\n")
        try box.converge()
        #expect(try must("blockdev", "--getss", box.link("a", "disk")) == "4096\n")
        #expect(try must("sgdisk", "--verify", try box.node("a")).contains("No problems found"))
        try box.expect("detach", "--all")
        try box.manifest("stores:\n  %-a: {file: @/a.img, size: 64MiB, \(body)\n")
        try box.converge()
        #expect(try must("blockdev", "--getss", box.link("a", "disk")) == "4096\n")
        try box.expect("detach", "--all")
    }

    @Test func sectorsOf4096BytesOfAnotherImageAreFound() throws {
        let box = try Sandbox()
        let file = try box.image("a.img")
        let foreign = try box.losetup("--sector-size", "4096", file)
        try box.partition(foreign, "label: gpt\nsize=8M\n")
        try must("losetup", "--detach", foreign)
        try box.manifest("stores:\n  %-a: {file: @/a.img, sector-size: 512}\n")
        try box.expectRefusal(
            "its table was written for sectors of 4096 bytes, and the device is to have sectors of 512", of: file)
        try box.manifest("stores:\n  %-a: {file: @/a.img}\n")
        try box.converge()
        #expect(try must("blockdev", "--getss", "--getsz", box.link("a", "part1")) == "4096\n16384\n")
        try box.expect("detach", "--all")
    }
}
