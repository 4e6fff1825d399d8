// SPDX-License-Identifier: MIT

import Glibc
import Testing

/// Stores that leave the manifest: told of, or taken down where it says `prune`, and never those of another manifest.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Machine.has("mkfs.ext4", "sfdisk", "python3"), "needs mkfs.ext4, sfdisk and python3"))
struct PruneTests {
    private static let store = "{file: @/x.img, size: 8MiB, partitions: [{name: a, size: 4MiB}, {name: b, size: rest}]}"
    private static let other = "%-t: {file: @/t.img, size: 4MiB, partitions: [{name: a, size: rest}]}"
    private static let both = "stores: {%-s: \(store), \(other)}"
    private static let one = "stores: {\(other)}"
    private static let prune = "prune: true\n"

    private func applied(_ stores: String = both) throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.manifest(stores)
        try sandbox.expect("apply")
        return sandbox
    }

    /// What the kernel and udev show of the store `s`.
    private func shown(_ sandbox: borrowing Sandbox) throws -> [String] {
        try [sandbox.loop(over: "x.img")] + sandbox.partitions(of: sandbox.loop(over: "x.img"))
            + sandbox.links(of: "s")
    }

    private func expectGone(_ sandbox: borrowing Sandbox) throws {
        #expect(try shown(sandbox) == [""])
        #expect(try sandbox.files().contains("x.img"))
        #expect(try sandbox.links(of: "t").count == 3)
        try sandbox.expect("plan")
    }

    private func mount(_ sandbox: borrowing Sandbox) throws {
        try shell(
            """
            mkfs.ext4 -q \(sandbox.link("s", "a")); mkdir \(sandbox.path("m"))
            mount \(sandbox.link("s", "a")) \(sandbox.path("m"))
            """)
    }

    // MARK: By hand

    @Test func withoutPruneItIsToldOf() throws {
        let sandbox = try applied()
        let before = try shown(sandbox)
        try sandbox.manifest(Self.one)
        let sentence = """
            \(sandbox.store("s"))  blocked: the manifest does not name it any more, and '/dev/\(before[0])' is still \
            attached to '\(sandbox.path("x.img"))'
              remedy: run `loopwright detach \(sandbox.store("s"))`, or say `prune: true` in the manifest

            """
        for command in ["plan", "apply"] {
            let words = try sandbox.expect(command)
            #expect(words.contains(sentence), "\(words)")
            #expect(words.contains("1 store: 1 converged; 1 orphan: 1 blocked\n"), "\(words)")
        }
        #expect(try sandbox.expect("status").contains("'loopwright") == false)
        #expect(try sandbox.expect("status").contains("\n\(sandbox.store("s"))  blocked    /dev/\(before[0])"))
        let judged = try run(
            "python3", "-c", "import json, sys; o, = json.load(sys.stdin)['orphans']; print(o['name'], o['device'])",
            input: sandbox.expect("status", "--json"))
        #expect(judged.output == "\(sandbox.store("s")) /dev/\(before[0])\n", "\(judged.words)")
        #expect(try shown(sandbox) == before)
        // The command that it names.
        try sandbox.expect("detach", sandbox.store("s"))
        try expectGone(sandbox)
    }

    @Test func withPruneItIsPlannedAndTakenDown() throws {
        let sandbox = try applied()
        let before = try shown(sandbox)
        try sandbox.manifest(Self.prune + Self.one)
        for words in [["plan"], ["apply", "--dry-run"], ["status"]] {
            let outcome = try run([Sandbox.binary] + words + ["--manifest", sandbox.path("manifest.yaml")])
            #expect(outcome.status == 2, "\(outcome.words)")
            #expect(outcome.output.contains("  - detach  /dev/\(before[0])\n"), "\(outcome.words)")
            #expect(
                outcome.output.contains("1 store: 1 converged; 1 orphan: 1 pending with 3 steps"), "\(outcome.words)")
        }
        #expect(try shown(sandbox) == before)
        // Only the whole manifest prunes.
        let named = try sandbox.expect("apply", sandbox.store("t"))
        #expect(!named.contains("orphan"), "\(named)")
        #expect(try shown(sandbox) == before)
        let words = try sandbox.expect("apply")
        #expect(words.contains("1 store: 1 converged; 1 orphan: 1 converged\n"), "\(words)")
        try expectGone(sandbox)
        #expect(try !sandbox.expect("apply").contains("orphan"))
    }

    /// By its own path it is another manifest, which takes nothing of this one down.
    @Test func oneThatIsYetToComeIsPlannedWithForItsPlace() throws {
        let sandbox = try applied()
        let before = try shown(sandbox)
        try sandbox.manifest(Self.prune + Self.one, name: "next.yaml")
        let next = [Sandbox.binary, "plan", "--manifest", sandbox.path("next.yaml")]
        let elsewhere = try run(next)
        #expect(elsewhere.status == 0 && !elsewhere.output.contains("orphan"), "\(elsewhere.words)")
        let there = try run(next + ["--replacing", sandbox.path("manifest.yaml"), "--out", sandbox.path("saved.plan")])
        #expect(there.status == 2 && there.output.contains("  - detach  /dev/\(before[0])\n"), "\(there.words)")
        #expect(try shown(sandbox) == before)
        try must("cp", sandbox.path("next.yaml"), sandbox.path("manifest.yaml"))
        try sandbox.expect("apply", "--plan", sandbox.path("saved.plan"))
        try expectGone(sandbox)
        try sandbox.expect("detach", "--all")
    }

    @Test func whatIsInUseStaysAndIsNamed() throws {
        let sandbox = try applied()
        try mount(sandbox)
        let before = try shown(sandbox)
        try sandbox.manifest(Self.prune + Self.one)
        for command in ["plan", "apply"] {
            let words = try sandbox.expect(command, exit: 3)
            #expect(words.contains("is in use: mounted at '\(sandbox.path("m"))'"), "\(words)")
            #expect(words.contains("1 store: 1 converged; 1 orphan: 1 blocked\n"), "\(words)")
        }
        #expect(try shown(sandbox) == before)
        try must("umount", sandbox.path("m"))
        try sandbox.expect("apply")
        try expectGone(sandbox)
    }

    @Test func aRenamedStoreIsConvergedInOneRun() throws {
        let sandbox = try applied("stores: {%-s: {file: @/x.img, size: 4MiB, links: [by-%/x], table: gpt}}")
        defer { _ = try? sandbox.loopwright("detach", "--all") }
        try sandbox.manifest("stores: {%-r: {file: @/x.img, size: 4MiB, links: [by-%/x], table: gpt}}")
        let blocked = try sandbox.expect("apply", exit: 3)
        #expect(blocked.contains("of store '\(sandbox.store("s"))'"), "\(blocked)")
        #expect(blocked.contains("run `loopwright detach \(sandbox.store("s"))`, and apply again"), "\(blocked)")
        try sandbox.manifest(Self.prune + "stores: {%-r: {file: @/x.img, size: 4MiB, links: [by-%/x], table: gpt}}")
        #expect(try sandbox.expect("plan", exit: 2).contains("1 pending with 1 step; 1 orphan: 1 pending with 1 step"))
        try sandbox.converge()
        #expect(try sandbox.links(of: "s") == [])
        #expect(try sandbox.links(of: "r").count == 1)
        #expect(exists("/dev/disk/by-\(sandbox.prefix)/x"))
    }

    @Test func anotherManifestsStoresAreSafe() throws {
        let sandbox = try applied()
        let before = try shown(sandbox)
        try sandbox.manifest(Self.prune + Self.one, name: "other.yaml")
        func other(_ command: String) throws -> Outcome {
            try run(Sandbox.binary, command, "--manifest", sandbox.path("other.yaml"))
        }
        for command in ["plan", "apply", "status"] {
            let outcome = try other(command)
            #expect(outcome.status == 0 && !outcome.output.contains(sandbox.store("s")), "\(outcome.words)")
        }
        #expect(try shown(sandbox) == before)
        // The one that was applied last has a store that both name.
        try sandbox.manifest(Self.both, name: "other.yaml")
        #expect(try other("apply").status == 0)
        try sandbox.manifest(Self.prune + "stores: {}")
        try sandbox.expect("apply")
        #expect(try shown(sandbox) == before)
        try sandbox.manifest(Self.prune + Self.one, name: "other.yaml")
        #expect(try other("apply").status == 0)
        #expect(try shown(sandbox) == [""])
    }

    @Test func whatDoesNotSayPruneTakesNothingDown() throws {
        let sandbox = try Sandbox()
        let folder = sandbox.path("manifest.yaml")
        try must("mkdir", folder)
        try sandbox.manifest(Self.both, name: "manifest.yaml/stores.yaml")
        try sandbox.manifest(Self.prune, name: "manifest.yaml/prune.yaml")
        try sandbox.expect("apply")
        let before = try shown(sandbox)
        try sandbox.write("version: 1\nstores: nonsense\n", to: "manifest.yaml/stores.yaml")
        try sandbox.expect("apply", exit: 65)
        #expect(try shown(sandbox) == before)
        try must("rm", folder + "/stores.yaml", folder + "/prune.yaml")
        #expect(try sandbox.expect("apply").contains("no stores; 2 orphans: 2 blocked\n"))
        #expect(try shown(sandbox) == before)
        try sandbox.manifest(Self.prune + "stores: {\(Self.other)}", name: "manifest.yaml/all.yaml")
        try sandbox.expect("apply")
        try expectGone(sandbox)
    }

    @Test func theLastWayToItsBytesStays() throws {
        let sandbox = try applied()
        let before = try shown(sandbox)
        try sandbox.manifest(Self.prune + Self.one)
        try must("rm", sandbox.path("x.img"))
        let words = try sandbox.expect("apply", exit: 3)
        #expect(
            words.contains(
                "'\(sandbox.path("x.img")) (deleted)' is not there any more, and its bytes would go with '/dev/"),
            "\(words)")
        #expect(try sandbox.links(of: "s") == Array(before.suffix(5)))
        try sandbox.expect("detach", sandbox.store("s"))
        #expect(try sandbox.links(of: "s") == [])
    }

    @Test func storesOnEachOtherGoTopmostFirst() throws {
        let sandbox = try applied(
            "stores: {%-s: \(Self.store), \(Self.other), %-top: {device: /dev/disk/by-loopwright/%-s/a, table: gpt}}")
        // A store on a loop is found by its mark, not by its file, where the test fails.
        defer { _ = try? sandbox.loopwright("detach", sandbox.store("top")) }
        try sandbox.manifest(Self.prune + Self.one)
        try sandbox.expect("apply")
        #expect(try sandbox.links(of: "top") == [])
        try expectGone(sandbox)
    }

    @Test func aDiskThatIsPartitionedItselfLosesItsLinks() throws {
        let sandbox = try Sandbox()
        try sandbox.image("disk", table: "label: gpt\nsize=2048\nsize=2048\n")
        let disk = try sandbox.losetup(sandbox.path("disk"))
        try sandbox.manifest("stores: {%-s: {device: \(disk), attach: direct}}")
        try sandbox.converge()
        #expect(try sandbox.links(of: "s").count == 3)
        try sandbox.manifest("stores: {}")
        let told = try sandbox.expect("apply")
        #expect(told.contains("'\(disk)' still has the store's links"), "\(told)")
        #expect(try sandbox.links(of: "s").count == 3)
        try sandbox.manifest("prune: true")
        try sandbox.expect("plan", exit: 2)
        try sandbox.expect("apply")
        #expect(try sandbox.links(of: "s") == [])
        #expect(try sandbox.records() == [])
        #expect(try must("losetup", "--list", "--noheadings", disk) != "")
        // One that has gone in another way leaves no records behind.
        try sandbox.manifest("stores: {%-s: {device: \(disk), attach: direct}}")
        try sandbox.converge()
        try shell("partx --delete \(disk); losetup --detach \(disk)")
        try sandbox.manifest("stores: {}")
        try sandbox.expect("apply")
        #expect(try sandbox.records() == [])
    }

    // MARK: The agent

    @Test func theAgentTellsOnceOfWhatHasLeft() throws {
        let sandbox = try applied()
        let before = try shown(sandbox)
        try sandbox.manifest(Self.one)
        let agent = try sandbox.agent()
        let line = "\(sandbox.store("s")): blocked: the manifest does not name it any more, and '/dev/\(before[0])' is"
        #expect(eventually { agent.lines.contains { $0.hasPrefix(line) } }, "\(agent.lines)")
        #expect(eventually { agent.lines.contains { $0.hasPrefix("\(sandbox.store("t")): converged") } })
        try sandbox.manifest(Self.one + "\n")
        agent.signal(SIGHUP)
        try sandbox.manifest("stores: {}")
        let gone = "\(sandbox.store("t")): blocked: the manifest does not name it any more"
        #expect(eventually { agent.lines.contains { $0.hasPrefix(gone) } }, "\(agent.lines)")
        #expect(agent.lines.count { $0.hasPrefix(line) } == 1, "\(agent.lines)")
        #expect(agent.lines.contains("\(sandbox.store("t")): is in the manifest no more"), "\(agent.lines)")
        #expect(agent.end(by: SIGTERM) == 0)
        #expect(try shown(sandbox) == before)
    }

    @Test func theAgentTakesDownWhatHasLeft() throws {
        let sandbox = try applied()
        // At its start, what has left before.
        try sandbox.manifest(Self.prune + Self.one)
        let agent = try sandbox.agent()
        let line = "\(sandbox.store("s")): taken down after 3 steps: the manifest does not name it any more"
        #expect(eventually { agent.lines.contains(line) }, "\(agent.lines)")
        try expectGone(sandbox)
        // And what leaves, or is renamed, while it looks.
        try sandbox.manifest(Self.prune + Self.both)
        #expect(eventually { (try? sandbox.links(of: "s").count) == 5 }, "\(agent.lines)")
        try sandbox.manifest(Self.prune + "stores: {%-r: \(Self.store), \(Self.other)}")
        #expect(eventually { (try? sandbox.links(of: "r").count) == 5 }, "\(agent.lines)")
        #expect(agent.lines.count { $0 == line } == 2, "\(agent.lines)")
        #expect(!agent.lines.contains { $0.contains("blocked") }, "\(agent.lines)")
        #expect(agent.end(by: SIGTERM) == 0)
        #expect(try sandbox.links(of: "s") == [])
    }

    @Test func theAgentWaitsUntilItIsFree() throws {
        let sandbox = try applied()
        try mount(sandbox)
        let before = try shown(sandbox)
        try sandbox.manifest(Self.prune + Self.one)
        let agent = try sandbox.agent()
        let (name, place) = (sandbox.store("s"), sandbox.path("m"))
        let stuck = eventually {
            agent.lines.contains { $0.hasPrefix("\(name): blocked: ") && $0.contains("mounted at '\(place)'") }
        }
        #expect(stuck, "\(agent.lines)")
        #expect(try shown(sandbox) == before)
        try must("umount", place)
        #expect(eventually { agent.lines.contains { $0.hasPrefix("\(name): taken down after 3 steps") } })
        try expectGone(sandbox)
        #expect(agent.end(by: SIGTERM) == 0)
    }
}
