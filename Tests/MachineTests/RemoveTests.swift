// SPDX-License-Identifier: MIT

import Testing

/// What `remove` shows, asks, refuses and does, judged by the bytes, sfdisk and sysfs.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Machine.has("sfdisk", "mkfs.ext4", "script"), "needs sfdisk, mkfs.ext4 and script"))
struct RemoveTests {
    private static let two = "{name: old, size: 16MiB}, {name: last, size: 8MiB}"

    @Test func removesOneAndLeavesTheOthersAlone() throws {
        let bench = try FarewellBench()
        let box = bench.sandbox.folder
        try shell(
            """
            mkfs.ext4 -q -L books -U 8a6f2c10-0102-8304-9506-0708090a0001 \(bench.sandbox.link("s", "data"))
            mkfs.ext4 -q \(bench.sandbox.link("s", "last")); mkdir \(box)/m; mount \(bench.sandbox.link("s", "data")) \(box)/m
            echo kept > \(box)/m/file; umount \(box)/m; mount \(bench.sandbox.link("s", "last")) \(box)/m
            """)
        defer { _ = try? run("umount", box + "/m") }
        try bench.sandbox.scribble(bench.sandbox.link("s", "old"), at: 0, mebibytes: 16)
        try bench.want(Self.two)
        let data = try bench.digest(from: 17, mebibytes: 32)
        let old = try bench.digest(from: 1, mebibytes: 16)
        let births = try [bench.birth(of: 1), bench.birth(of: 3)]
        let shown = try bench.expect("remove", "%/part2", "--dry-run", exit: 2)
        for words in [
            "- lost    2  32 MiB at 17 MiB  linux  \"data\"  uuid ", "/dev/\(try bench.loop)p2",
            "ext4  \"books\"  uuid 8a6f2c10-0102-8304-9506-0708090a0001  ", " of 32 MiB in use",
            "last mounted at '\(box)/m'", "`loopwright undo \(bench.store)` puts it back",
        ] { #expect(shown.contains(words), "\(words): \(shown)") }
        #expect(try bench.numbers == [])
        let words = try bench.expect("remove", "%/part2", "--yes")
        #expect(words.contains("gpt: 1 removed, 2 kept"), "\(words)")
        #expect(try bench.numbersShown() == ("1 3", "1 3"))
        #expect(
            try bench.sandbox.links(of: "s").map { $0.prefix { $0 != " " } } == [
                "disk", "last", "old", "part1", "part3",
            ])
        #expect(try [bench.birth(of: 1), bench.birth(of: 3)] == births)
        #expect(try bench.digest(from: 17, mebibytes: 32) == data)
        #expect(try bench.digest(from: 1, mebibytes: 16) == old)
        try must("sfdisk", "--verify", "/dev/" + bench.loop)
        let records = try bench.sandbox.records()
        #expect(records.count == 3, "\(records)")
        try bench.sandbox.converge()
        // Once more there is nothing to do, and the table comes back with all that lies there.
        #expect(try bench.expect("remove", "%/part2", "--yes").contains("partition 'part2' is not in its table"))
        #expect(try bench.numbers == ["1"])
        try bench.expect("undo", "%", "--yes")
        #expect(try bench.numbersShown() == ("1 2 3", "1 2 3"))
        #expect(try [bench.birth(of: 1), bench.birth(of: 3)] == births)
        let label = try must("blkid", "-o", "value", "-s", "LABEL", bench.sandbox.link("s", "part2"))
        #expect(label == "books\n")
    }

    @Test func severalGoAtOnceAndAllOrNone() throws {
        let bench = try FarewellBench()
        try bench.want("{name: old}")
        try bench.expectRefusal("there is no partition 'part9' in its table", "remove", "%/part2", "%/part9")
        try shell(
            "exec 9< \(bench.sandbox.link("s", "part3")); \(Sandbox.binary) remove \(bench.store)/part2 \(bench.store)/part3 --yes --manifest \(bench.sandbox.path("manifest.yaml")) | grep -q 'is in use: opened by'"
        )
        #expect(try bench.numbersShown() == ("1 2 3", "1 2 3"))
        try bench.expect("remove", "%/part3", "%/part2", "--yes")
        #expect(try bench.numbersShown() == ("1", "1"))
        #expect(try bench.expect("remove", "%/part3", "%/part2", "--yes").contains("are not in its table"))
    }

    // MARK: The manifest and the agent

    @Test func whatTheManifestHasStays() throws {
        let bench = try FarewellBench()
        try bench.expectRefusal(
            "the manifest has partition 'data', which `apply` would make anew, and a running agent at once", "remove",
            "%/data")
        try bench.expectRefusal("the manifest has partition 'data'", "remove", "%/part2")
        let words = try bench.expect("remove", "%/data", "--yes", "--despite-manifest")
        #expect(words.contains("the manifest has partition 'data', which `apply` makes anew"), "\(words)")
        #expect(try bench.numbersShown() == ("1 3", "1 3"))
        try bench.sandbox.converge()
        #expect(try bench.numbersShown() == ("1 2 3", "1 2 3"))
    }

    @Test func anAgentLeavesItGone() throws {
        let bench = try FarewellBench()
        let agent = try bench.sandbox.agent(until: "s")
        try bench.want(Self.two)
        let said = agent.lines.count
        agent.signal(1)
        #expect(agent.says("the manifest", after: said) || agent.isAlive)
        try bench.expect("remove", "%/part2", "--yes")
        #expect(try bench.numbersShown() == ("1 3", "1 3"))
        // A pass of the agent's own: a link that somebody takes away comes back, and the partition does not.
        try must("rm", bench.sandbox.link("s", "part1"))
        #expect(eventually { exists(bench.sandbox.link("s", "part1")) })
        #expect(try bench.numbersShown() == ("1 3", "1 3"))
        agent.end(by: 15)
    }

    // MARK: What is in use

    @Test func whatIsMountedStays() throws {
        let bench = try FarewellBench()
        try bench.want(Self.two)
        let node = try bench.sandbox.node("s", "part2")
        let place = bench.sandbox.path("m")
        try shell("mkfs.ext4 -q \(node); mkdir \(place); mount -o ro \(node) \(place)")
        defer { _ = try? run("umount", place) }
        try bench.expectRefusal("'\(node)' is in use: mounted at '\(place)'", "remove", "%/part2")
        try bench.expectRefusal("run `umount '\(place)'`, then try again", "remove", "%/part2")
    }

    @Test func whatIsUsedOtherwiseStays() throws {
        let bench = try FarewellBench()
        try bench.want(Self.two)
        let node = try bench.sandbox.node("s", "part2")
        try shell("mkswap -q \(node); swapon \(node)")
        try bench.expectRefusal("'\(node)' is in use: used as swap", "remove", "%/part2")
        try shell("swapoff \(node)")
        let loop = try bench.sandbox.losetup(node)
        try bench.expectRefusal("'\(node)' is in use: attached to '\(loop)'", "remove", "%/part2")
        try must("losetup", "--detach", loop)
        let beside = try bench.sandbox.losetup(bench.sandbox.path("disk.img"))
        try bench.expectRefusal(
            "'\(bench.sandbox.path("disk.img"))' is in use: attached to '\(beside)'", "remove", "%/part2")
        try bench.expectRefusal("is in use: attached to '\(beside)'", "undo", "%")
        try must("losetup", "--detach", beside)
        try bench.expect("remove", "%/part2", "--yes")
    }

    @Test func whatAnotherStoreStandsOnStays() throws {
        let bench = try FarewellBench()
        try bench.sandbox.manifest(
            """
            stores:
              %-s: {file: @/disk.img, partitions: [{name: old}, {name: last}]}
              %-t: {device: /dev/disk/by-loopwright/%-s/part2, partitions: [{name: inner, size: rest}]}
            """)
        try bench.sandbox.expect("apply")
        try bench.expectRefusal("of store '\(bench.sandbox.store("t"))'", "remove", "%/part2")
        try bench.expectRefusal("run `loopwright detach \(bench.sandbox.store("t"))`", "remove", "%/part2")
    }

    // MARK: Not attached, not writable, no room

    @Test func anImageThatIsNotAttachedIsChangedItself() throws {
        let bench = try FarewellBench()
        try bench.sandbox.expect("detach", "--all")
        try bench.want(Self.two)
        let shown = try bench.expect("remove", "%/part2", "--yes")
        #expect(shown.contains("nothing is found in it"), "\(shown)")
        #expect(try bench.loop == "")
        #expect(try bench.numbersShown() == ("1 3", ""))
        let loop = try bench.sandbox.losetup(bench.sandbox.path("disk.img"))
        try bench.expectRefusal("is in use: attached to '\(loop)'", "remove", "%/part3")
    }

    @Test func whatMayOnlyBeReadStays() throws {
        let bench = try FarewellBench()
        try bench.sandbox.expect("detach", "--all")
        try bench.want("", ", read-only: true")
        try bench.expectRefusal(
            "its table would be written, and the manifest says `read-only: true`", "remove", "%/part2")
        try bench.sandbox.expect("apply")
        try bench.want("")
        try bench.expectRefusal("is attached read-only", "remove", "%/part2")
    }

    @Test(arguments: ["size=8k", "ro"]) func nothingIsWrittenThatCannotBeSaved(options: String) throws {
        let bench = try FarewellBench()
        try bench.want(Self.two)
        try bench.sandbox.expect("apply")
        try shell("mkdir -p -m 700 /var/lib/loopwright")
        let before = try bench.state()
        let outcome = try run(
            "unshare", "--mount", "sh", "-c",
            """
            mount -t tmpfs -o \(options) tmpfs /var/lib/loopwright && exec '\(Sandbox.binary)' remove \
                \(bench.store)/part2 --yes --manifest '\(bench.sandbox.path("manifest.yaml"))'
            """)
        #expect(outcome.status == 1, "\(outcome.words)")
        #expect(
            outcome.output.contains("nothing was written, for the table could not be saved first"), "\(outcome.words)")
        #expect(try bench.state() == before)
    }

    // MARK: Asking

    private func onTerminal(_ bench: borrowing FarewellBench, typing text: String) throws -> Outcome {
        let command =
            "\(Sandbox.binary) remove \(bench.store)/part2 --manifest \(bench.sandbox.path("manifest.yaml"))"
        return try run("script", "--quiet", "--return", "--command", command, "/dev/null", input: text + "\n")
    }

    @Test func theNameIsTyped() throws {
        let bench = try FarewellBench()
        try bench.want(Self.two)
        #expect(try bench.expect("remove", "%/part2", exit: 64).contains("there is nobody to be asked; say --yes"))
        #expect(try bench.expect("remove", "%/part2", "--json", exit: 64).contains("there is nobody to be asked"))
        let wrong = try onTerminal(bench, typing: "part2")
        #expect(wrong.status == 1 && wrong.output.contains("nothing was done"), "\(wrong.words)")
        #expect(wrong.output.contains("Type '\(bench.store)/part2' to go on:"), "\(wrong.words)")
        #expect(try bench.numbersShown() == ("1 2 3", "1 2 3"))
        let right = try onTerminal(bench, typing: "\(bench.store)/part2")
        #expect(right.status == 0, "\(right.words)")
        #expect(try bench.numbersShown() == ("1 3", "1 3"))
    }

    @Test func wrongUsageIsTold() throws {
        let bench = try FarewellBench()
        #expect(try bench.expect("remove", "%", exit: 64).contains("'<store/partition>'"))
        #expect(
            try bench.expect("remove", "%/part2", "other/part2", exit: 64).contains("Name partitions of one store."))
        #expect(try bench.expect("remove", "%/dta", "--yes", exit: 64).contains("there is old, data, last"))
        #expect(
            try bench.expect("remove", "%/part02", "--yes", exit: 64).contains("the manifest has no partition 'part02'")
        )
        #expect(try bench.expect("remove", "none/part2", "--yes", exit: 64).contains("there is no store 'none'"))
    }

    @Test func theDocumentTellsWhatIsLost() throws {
        let bench = try FarewellBench()
        try bench.want(Self.two)
        try must("mkfs.ext4", "-q", "-L", "books", bench.sandbox.link("s", "part2"))
        let document = try bench.expect("remove", "%/part2", "--dry-run", "--json", exit: 2)
        for words in ["\"losses\": [", "\"remainder\": 0", "\"label\": \"books\"", "\"last-mount\": null"] {
            #expect(document.contains(words), "\(document)")
        }
        #expect(try bench.expect("remove", "%/part2", "--yes", "--json").contains("\"state\": \"converged\""))
    }

    // MARK: MBR

    private static let logicals = """
        label: dos
        start=2048,size=2048,type=83
        start=20480,size=40960,type=5
        start=65536,size=2048,type=83
        start=22528,size=2048
        start=26624,size=2048

        """

    @Test func logicalPartitionsGoWithTheirExtendedOne() throws {
        let bench = try FarewellBench(table: Self.logicals)
        try bench.expectRefusal(
            "partition 5 is a logical one, and without it partition 6 would get another number", "remove", "%/part5")
        try bench.expectRefusal("partition 2 is the extended one, and partition 5 and partition 6", "remove", "%/part2")
        try bench.expectRefusal("name `\(bench.store)/part6` as well", "remove", "%/part2", "%/part5")
        let before = try bench.digest(from: 0, mebibytes: 64)
        try bench.expect("remove", "%/part1", "--yes")
        #expect(try bench.numbersShown() == ("2 3 5 6", "2 3 5 6"))
        try bench.expect("remove", "%/part2", "%/part5", "%/part6", "--yes")
        #expect(try bench.numbersShown() == ("3", "3"))
        try bench.expect("undo", "%", "--yes")
        #expect(try bench.numbersShown() == ("2 3 5 6", "2 3 5 6"))
        try bench.expect("undo", "%", "--to", "1", "--yes")
        #expect(try bench.digest(from: 0, mebibytes: 64) == before)
    }

    @Test func theLastOfTheChainGoesAlone() throws {
        let bench = try FarewellBench(table: Self.logicals)
        let before = try bench.digest(from: 0, mebibytes: 64)
        try bench.expect("remove", "%/part6", "--yes")
        #expect(try bench.numbersShown() == ("1 2 3 5", "1 2 3 5"))
        let without = try bench.digest(from: 0, mebibytes: 64)
        try bench.expect("undo", "%", "--yes")
        #expect(try bench.numbersShown() == ("1 2 3 5 6", "1 2 3 5 6"))
        #expect(try bench.digest(from: 0, mebibytes: 64) == before)
        try bench.expect("undo", "%", "--to", "2", "--yes")
        #expect(try bench.digest(from: 0, mebibytes: 64) == without)
        try bench.expect("remove", "%/part5", "--yes")
        #expect(try bench.numbersShown() == ("1 2 3", "1 2 3"))
        try must("sfdisk", "--verify", bench.sandbox.path("disk.img"))
        try bench.expect("undo", "%", "--to", "1", "--yes")
        #expect(try bench.digest(from: 0, mebibytes: 64) == before)
        try bench.expect("remove", "%/part6", "--yes")
        // Where the boot record was something else lies now.
        try bench.sandbox.expect("detach", "--all")
        try bench.sandbox.scribble(bench.sandbox.path("disk.img"), at: 12)
        try bench.expectRefusal("other programs have changed the logical partitions since", "undo", "%")
    }
}
