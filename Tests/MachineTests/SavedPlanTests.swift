// SPDX-License-Identifier: MIT

import Testing

/// `plan --out` and `apply --plan`: what was saved is done, or nothing is.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Machine.has("sfdisk", "strace"), "needs sfdisk and strace"))
struct SavedPlanTests {
    /// A sandbox with a store over an image that lacks a partition, and its saved plan.
    private struct Bench: ~Copyable {
        let sandbox: Sandbox
        var plan: String { sandbox.path("plan") }
        var image: String { sandbox.path("disk.img") }

        init() throws { sandbox = try Sandbox() }

        deinit { _ = try? sandbox.loopwright("detach", "--all") }

        func want(_ partitions: String = "{name: old}, {name: new, size: 2MiB}", _ more: String = "") throws {
            try sandbox.manifest("stores: {%-s: {file: @/disk.img, \(more)partitions: [\(partitions)]}}")
        }

        /// One partition on the image, which is attached; another one is wanted, and the plan for it is saved.
        func save() throws {
            try sandbox.image("disk.img", mebibytes: 16, table: "label: gpt\nstart=2048,size=2048,name=old\n")
            try want("{name: old}")
            try sandbox.converge()
            try want()
            try sandbox.expect("plan", "--out", plan, exit: 2)
        }

        func apply(_ words: String..., exit status: Int32, sourceLocation: SourceLocation = #_sourceLocation) throws
            -> String
        {
            let outcome = try run(
                [Sandbox.binary, "apply", "--plan", plan] + words + ["--manifest", sandbox.path("manifest.yaml")])
            #expect(outcome.status == status, "\(outcome.words)", sourceLocation: sourceLocation)
            return outcome.output + outcome.errors
        }

        /// Expects that nothing is done for one reason, neither to a file nor to a device nor to udev.
        func expectRefusal(_ sentence: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
            let before = try state()
            let trace = Trace(
                of: [Sandbox.binary, "apply", "--plan", plan, "--manifest", sandbox.path("manifest.yaml")],
                into: sandbox.path("trace"), names: Trace.changes + ["write"])
            let (outcome, calls) = try trace.record()
            #expect(outcome.status == 3 && outcome.output == "", "\(outcome.words)", sourceLocation: sourceLocation)
            let lines = sandbox.lines(outcome.errors)
            #expect(lines.count == 3, "\(outcome.words)", sourceLocation: sourceLocation)
            #expect(
                lines.first?.hasPrefix("loopwright: nothing was done, for the plan of 2") == true,
                sourceLocation: sourceLocation)
            #expect(lines.dropFirst().first == "  " + sandbox.expand(sentence), sourceLocation: sourceLocation)
            #expect(lines.last?.hasPrefix("  remedy: ") == true, sourceLocation: sourceLocation)
            let changes = calls.compactMap(\.change)
            #expect(changes == [], sourceLocation: sourceLocation)
            #expect(try apply("--dry-run", exit: 3).contains(sandbox.expand(sentence)), sourceLocation: sourceLocation)
            #expect(try state() == before, sourceLocation: sourceLocation)
        }

        private func state() throws -> [String] {
            let loop = try sandbox.loop(over: "disk.img")
            return try sandbox.loops() + sandbox.links(of: "s") + sandbox.records()
                + (loop.isEmpty ? [] : sandbox.partitions(of: loop) + [sandbox.digest("/dev/" + loop)])
                + (exists(image) ? [sandbox.digest(image)] : [])
        }
    }

    @Test func whatWasShownIsDoneAndNothingElse() throws {
        let bench = try Bench()
        try bench.want("{name: a, size: 1MiB, links: [by-%/a]}, {name: b, size: rest}", "size: 16MiB, ")
        let shown = try bench.sandbox.loopwright("plan", "--out", bench.plan)
        #expect(shown.status == 2 && shown.errors == "loopwright: saved in '\(bench.plan)'\n", "\(shown.words)")
        let mode = try shell("stat -c '%a %U' \(bench.plan)")
        #expect(mode == "600 root")
        #expect(try bench.sandbox.files() == ["manifest.yaml", "plan"])
        let dry = try bench.apply("--dry-run", exit: 2)
        #expect(dry == shown.output)
        #expect(bench.sandbox.loops() == [])
        // All but the empty line before the summary and the summary itself.
        let steps = bench.sandbox.lines(shown.output).filter { !$0.isEmpty }.dropLast()
        #expect(bench.sandbox.lines(try bench.apply(exit: 0)).dropLast() == steps)
        // The identifiers are those that were saved.
        let dump = try must("sfdisk", "--json", bench.image).lowercased()
        let saved = try shell("grep -oE '\"uuid\": \"[^\"]*\"' \(bench.plan) | cut -d'\"' -f4 | sort -u")
        #expect(saved.split(separator: "\n").count == 3)
        for identifier in saved.split(separator: "\n") { #expect(dump.contains(identifier), "\(dump)") }
        #expect(try bench.sandbox.links(of: "s").count == 5)
        // Who asks for it twice is told that it is done.
        let again = try bench.apply(exit: 0)
        #expect(again.hasPrefix("nothing was done: what the plan of 2") && again.hasSuffix("is done already\n"))
        #expect(try bench.apply("--json", exit: 0).contains("\"changes\": []"))
    }

    @Test func aPlanThatWasDoneByApplyIsDone() throws {
        let bench = try Bench()
        try bench.save()
        try bench.sandbox.expect("apply")
        #expect(try bench.apply(exit: 0).contains("is done already"))
        #expect(try bench.apply("--dry-run", exit: 0).contains("is done already"))
    }

    /// What is done behind the plan's back, and what is then told; `$l` is the loop, `@` the folder, `%` the prefix.
    static let changes =
        [
            (
                "sfdisk -q --no-reread --no-tell-kernel --part-label $l 1 other 2>/dev/null",
                "the table of '%-s' was changed since the plan was saved"
            ),
            ("losetup -d $l; udevadm settle", "'#' is not attached to '@/disk.img' any more"),
            ("truncate -s 17M disk.img", "'@/disk.img' was 16 MiB, and is 17 MiB now"),
            ("cp disk.img new; mv new disk.img", "'@/disk.img' is another file now"),
            ("mv disk.img away", "'@/disk.img' is not there any more"),
            ("sed -i 's/2MiB/3MiB/' manifest.yaml", "the manifest asks for another 'size' of partition 'new' of '%-s'"),
            ("sed -i 's/name: new/name: newer/' manifest.yaml", nil),
            (
                "sed -i 's/partitions/read-only: false, partitions/' manifest.yaml",
                "the manifest asks for another 'read-only' of '%-s'"
            ),
            (
                "sed -i 's,}}$,} X-o: {file: @/o.img}},;s/} X/}, %/' manifest.yaml",
                "the manifest has a store '%-o' that it had not"
            ),
            ("partx --delete --nr 1 $l", "the steps for '%-s' come out otherwise now: "),
            ("sed -i 's/\"boot\": \".*\"/\"boot\": \"\"/' plan", "the machine was booted since the plan was saved"),
            ("sed -i 's/\"machine\": \".*\"/\"machine\": \"x\"/' plan", "the plan was saved on another machine"),
            (
                "sed -i 's/\"version\": \".*\"/\"version\": \"0\"/' plan",
                "the plan was saved by loopwright '0', and this is "
            ),
            ("sed -i 's/\"start\": 2097152/\"start\": 1048576/' plan", "the steps for '%-s' come out otherwise now: "),
        ] as [(String, String?)]

    @Test(arguments: changes) func nothingIsDoneAfterAChange(script: String, sentence: String?) throws {
        let bench = try Bench()
        try bench.save()
        let loop = try bench.sandbox.loop(over: "disk.img")
        try shell("cd \(bench.sandbox.folder); l=/dev/\(loop); \(bench.sandbox.expand(script))")
        guard let sentence else {
            let words = try bench.apply(exit: 3)
            #expect(words.contains("does not name partition 'new'") && words.contains("names partition 'newer'"))
            return
        }
        let parts = sentence.split(separator: "#", omittingEmptySubsequences: false)
        let expected = parts.joined(separator: "/dev/" + loop)
        if expected.hasSuffix(" ") {
            let words = try bench.apply(exit: 3)
            #expect(words.contains(bench.sandbox.expand(expected)), "\(words)")
        } else {
            try bench.expectRefusal(expected)
        }
    }

    @Test func aDiskThatIsAnotherNowIsTold() throws {
        let bench = try Bench()
        try bench.sandbox.image("a", mebibytes: 8)
        try bench.sandbox.image("b", mebibytes: 8)
        let disk = try bench.sandbox.losetup(bench.sandbox.path("a"))
        try bench.sandbox.manifest("stores: {%-s: {device: \(disk), partitions: [{name: a, size: rest}]}}")
        try bench.sandbox.expect("plan", "--out", bench.plan, exit: 2)
        try shell("losetup -d \(disk); losetup \(disk) \(bench.sandbox.path("b"))")
        try bench.expectRefusal("'\(disk)' is another disk now")
        #expect(try shell("wipefs \(disk)") == "")
    }

    /// Stores that were not chosen, or for which nothing could be done, are left whatever has become of them.
    @Test func onlyWhatWasPlannedIsDone() throws {
        let bench = try Bench()
        try bench.sandbox.manifest(
            """
            stores:
              %-a: {file: @/a.img, size: 4MiB, partitions: [{name: p, size: rest}]}
              %-b: {file: @/b.img, size: 4MiB, partitions: [{name: p, size: rest}]}
              %-c: {file: @/c.img, partitions: [{name: p, size: rest}]}
              %-d: {device: /dev/disk/by-loopwright/%-a/p}
            """)
        let names = [bench.sandbox.store("a"), bench.sandbox.store("c"), bench.sandbox.store("d")]
        let plan = try run(
            [Sandbox.binary, "plan"] + names
                + ["--out", bench.plan, "--manifest", bench.sandbox.path("manifest.yaml")])
        #expect(plan.status == 2, "\(plan.words)")
        try bench.sandbox.image("c.img", mebibytes: 4)
        let words = try bench.apply(exit: 2)
        #expect(words.contains(": the saved plan has nothing for it; "), "\(words)")
        #expect(words.contains("3 stores: 1 converged, 2 pending"), "\(words)")
        #expect(bench.sandbox.loops().count == 1)
        #expect(!exists(bench.sandbox.path("b.img")))
        #expect(try bench.sandbox.links(of: "d") == [])
        let digest = try bench.sandbox.digest(bench.sandbox.path("c.img"))
        let zeros = try shell("head -c 4M /dev/zero | sha256sum").prefix(64)
        #expect(digest == zeros)
    }

    @Test func whatIsPrunedIsWhatWasShown() throws {
        let bench = try Bench()
        try bench.want("{name: old, size: 1MiB}", "size: 4MiB, ")
        try bench.sandbox.expect("apply")
        let stores = "%-t: {file: @/t.img, size: 4MiB, partitions: [{name: p, size: rest}]}"
        try bench.sandbox.manifest("prune: true\nstores: {\(stores)}")
        let shown = try bench.sandbox.expect("plan", "--out", bench.plan, exit: 2)
        #expect(shown.contains("- detach"), "\(shown)")
        let words = try bench.apply(exit: 0)
        #expect(words.contains("1 orphan: 1 converged"), "\(words)")
        #expect(try bench.sandbox.links(of: "s") == [])
        #expect(try bench.sandbox.links(of: "t").count == 3)
        #expect(try bench.apply(exit: 0).contains("is done already"))
    }

    @Test func aPlanWithNothingToDoIsSavedToo() throws {
        let bench = try Bench()
        try bench.want("{name: old, size: 1MiB}", "size: 4MiB, ")
        try bench.sandbox.converge()
        try bench.sandbox.expect("plan", "--out", bench.plan, exit: 0)
        #expect(try bench.apply(exit: 0) == "1 store: 1 converged\n")
        // Nothing was planned, and so nothing is done.
        try bench.sandbox.expect("detach", "--all")
        #expect(try bench.apply(exit: 2).contains("the saved plan has nothing for it; 2 steps: "))
        #expect(bench.sandbox.loops() == [])
    }

    @Test func aBlockedStoreIsNoPartOfIt() throws {
        let bench = try Bench()
        try bench.sandbox.image("disk.img", mebibytes: 16)
        try shell("mkswap -q \(bench.image)")
        try bench.want("{name: old, size: 1MiB}")
        try bench.sandbox.expect("plan", "--out", bench.plan, exit: 3)
        #expect(try bench.apply(exit: 3).contains("blocked: its backing holds 'swap'"))
        try shell("wipefs -qa \(bench.image); truncate -s 0 \(bench.image); truncate -s 16M \(bench.image)")
        #expect(try bench.apply(exit: 2).contains("the saved plan has nothing for it; "))
        #expect(bench.sandbox.loops() == [])
    }

    // MARK: The file

    @Test func noOtherFileIsWrittenOver() throws {
        let bench = try Bench()
        try bench.want("{name: old, size: 1MiB}", "size: 4MiB, ")
        for (script, status, sentence) in [
            ("echo mine > plan", 1, "nothing was saved, for '@/plan' is there and is no saved plan"),
            ("rm plan; mkfifo plan", 1, "'@/plan' is a pipe"), ("rm plan; mkdir plan", 1, "'@/plan' is a folder"),
            ("rmdir plan; ln -s /dev/null plan", 1, "'@/plan' is a character device"),
        ] as [(String, Int32, String)] {
            try shell("cd \(bench.sandbox.folder); \(script)")
            let words = try bench.sandbox.expect("plan", "--out", bench.plan, exit: status)
            #expect(words.contains(bench.sandbox.expand(sentence)), "\(words)")
        }
        try shell("rm \(bench.plan)")
        try bench.sandbox.expect("plan", "--out", bench.plan, exit: 2)
        let first = try must("cat", bench.plan)
        try bench.want("{name: old, size: 2MiB}", "size: 4MiB, ")
        try bench.sandbox.expect("plan", "--out", bench.plan, exit: 2)
        #expect(try must("cat", bench.plan) != first)
        #expect(try bench.sandbox.files() == ["manifest.yaml", "plan"])
        #expect(try bench.sandbox.loopwright("plan", "--out", "/nowhere/plan").status == 1)
        #expect(try bench.sandbox.loopwright("plan", "--out", "-").status == 64)
    }

    @Test func whatIsNoSavedPlanIsRefused() throws {
        let bench = try Bench()
        try bench.save()
        let size = Int(try shell("stat -c %s \(bench.plan)")) ?? 0
        for (script, status, sentence) in [
            ("truncate -s \(size / 2) plan", 65, "@/plan: this is no saved plan: line "),
            ("echo '{}' > plan", 65, "@/plan: this is no saved plan: it is another document, or of a later format"),
            (
                "'\(try binary)' status --json --manifest manifest.yaml > plan || true", 65,
                "@/plan: this is no saved plan: "
            ),
            ("truncate -s 100M plan", 65, "@/plan: this is no saved plan: it is too long"),
            ("rm plan; mkfifo plan", 1, "'@/plan' is a pipe"), ("rm plan", 64, "there is no saved plan '@/plan'"),
        ] as [(String, Int32, String)] {
            try shell("cd \(bench.sandbox.folder); \(script)")
            let words = try bench.apply(exit: status)
            #expect(words.contains(bench.sandbox.expand(sentence)), "\(words)")
        }
        #expect(try bench.apply(bench.sandbox.store("s"), exit: 64).contains("say --plan alone"))
        #expect(try bench.apply("--wait", "1s", exit: 64).contains("say --plan alone"))
        #expect(try bench.sandbox.partitions(of: bench.sandbox.loop(over: "disk.img")).count == 1)
    }

    private var binary: String { get throws { try shell("realpath \(Sandbox.binary)") } }

    /// A refusal as programs read it.
    @Test func whatHasChangedIsInTheDocument() throws {
        let bench = try Bench()
        try bench.save()
        try bench.want("{name: old}, {name: new, size: 3MiB}")
        for words in [["--json"], ["--json", "--dry-run"]] {
            let outcome = try run(
                [Sandbox.binary, "apply", "--plan", bench.plan] + words
                    + ["--manifest", bench.sandbox.path("manifest.yaml")])
            #expect(outcome.status == 3 && outcome.errors == "", "\(outcome.words)")
            let change = "the manifest asks for another 'size' of partition 'new' of '%-s'"
            #expect(outcome.output.contains("\"changes\": [\n    \"\(bench.sandbox.expand(change))\"\n  ]"))
        }
    }
}
