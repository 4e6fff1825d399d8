// SPDX-License-Identifier: MIT

import Glibc
import Testing

/// Taking stores down: all of it, or nothing and who is in the way.
@Suite(.serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"))
struct DetachTests {
    private static let store =
        "{file: @/x.img, size: 24MiB, partitions: [{name: a, size: 16MiB}, {name: b, size: rest}]}"

    private func applied(_ stores: String = "{%-s: \(store)}") throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.manifest("stores: " + stores)
        let outcome = try sandbox.loopwright("apply")
        try #require(outcome.status == 0, "\(outcome.words)")
        return sandbox
    }

    /// What the kernel and udev show of the store `s`.
    private func shown(_ sandbox: borrowing Sandbox) throws -> [String] {
        try sandbox.partitions(of: sandbox.loop(over: "x.img")) + sandbox.links(of: "s") + sandbox.records()
    }

    private func expectGone(_ sandbox: borrowing Sandbox) throws {
        #expect(try sandbox.loop(over: "x.img") == "")
        #expect(try sandbox.links(of: "s") == [])
        #expect(try sandbox.records() == [])
        #expect(try sandbox.files().contains("x.img"))
    }

    /// Somebody who uses the store: how it begins, how it ends, and what is said of it.
    struct Use: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let begin: String
        let end: String
        let words: String
        var needs = "true"
    }

    /// `$1` is the folder, `$2` the partition `a`, `$3` the whole device.
    @Test(arguments: [
        Use(
            testDescription: "a mount", begin: "mkfs.ext4 -q $2; mkdir $1/m; mount $2 $1/m", end: "umount $1/m",
            words: "mounted at '@/m'"),
        Use(testDescription: "swap", begin: "mkswap -q $2; swapon $2", end: "swapoff $2", words: "used as swap"),
        Use(
            testDescription: "a loop on a partition", begin: "losetup --find $2",
            end: "losetup --detach $(losetup --noheadings --output NAME --associated $2)",
            words: "attached to '/dev/loop"),
        Use(
            testDescription: "a loop on the whole device", begin: "losetup --find $3",
            end: "losetup --detach $(losetup --noheadings --output NAME --associated $3)",
            words: "attached to '/dev/loop"),
    ])
    func aStoreInUseIsLeftAsItIs(use: Use) throws {
        let sandbox = try applied()
        let before = try shown(sandbox)
        let arguments = [
            sandbox.folder, try must("readlink", "-f", sandbox.link("s", "a")).filter { $0 != "\n" },
            "/dev/" + (try sandbox.loop(over: "x.img")),
        ]
        try must(["sh", "-euc", use.begin, "sh"] + arguments)
        defer { _ = try? run(["sh", "-c", use.end, "sh"] + arguments) }
        for words in [["detach", sandbox.store("s")], ["detach", "--all"], ["detach", "--all", "--dry-run"]] {
            let outcome = try run([Sandbox.binary] + words + ["--manifest", sandbox.path("manifest.yaml")])
            #expect(outcome.status == 3, "\(outcome.words)")
            #expect(outcome.output.contains(sandbox.expand(use.words)), "\(outcome.words)")
            #expect(try shown(sandbox) == before)
        }
        try must(["sh", "-euc", use.end, "sh"] + arguments)
        let outcome = try sandbox.loopwright("detach", sandbox.store("s"))
        #expect(outcome.status == 0, "\(outcome.words)")
        try expectGone(sandbox)
    }

    @Test func aProcessThatHasAPartitionOpenIsNamed() throws {
        let sandbox = try applied()
        let before = try shown(sandbox)
        let process = try Background(["sh", "-c", "exec sleep infinity < \(sandbox.link("s", "b"))"])
        #expect(try eventually { try must("cat", "/proc/\(process.process)/comm") == "sleep\n" })
        let outcome = try sandbox.loopwright("detach", "--all")
        #expect(outcome.status == 3, "\(outcome.words)")
        #expect(outcome.output.contains("opened by 'sleep' (process \(process.process))"), "\(outcome.words)")
        #expect(try shown(sandbox) == before)
        process.end(by: SIGKILL)
        #expect(try sandbox.loopwright("detach", "--all").status == 0)
        try expectGone(sandbox)
    }

    /// As losetup and blkid look at every disk.
    @Test func aProcessThatHasItOpenForAMomentIsWaitedFor() throws {
        let sandbox = try applied()
        let process = try Background(["sh", "-c", "exec sleep 0.4 < \(sandbox.link("s", "b"))"])
        #expect(try eventually { try must("cat", "/proc/\(process.process)/comm") == "sleep\n" })
        let outcome = try sandbox.loopwright("detach", "--all")
        #expect(outcome.status == 0, "\(outcome.words)")
        try expectGone(sandbox)
        #expect(process.wait() == 0)
    }

    @Test func aStoreOnTopIsNamedAndGoesFirst() throws {
        let sandbox = try applied(
            "{%-s: \(Self.store), %-top: {device: /dev/disk/by-loopwright/%-s/a, partitions: [{name: x, size: rest}]}}")
        defer { _ = try? sandbox.loopwright("detach", "--all") }
        let before = try shown(sandbox)
        let refused = try sandbox.loopwright("detach", sandbox.store("s"))
        #expect(refused.status == 3, "\(refused.words)")
        #expect(refused.output.contains("of store '\(sandbox.store("top"))'"), "\(refused.words)")
        #expect(try shown(sandbox) == before)
        let outcome = try sandbox.loopwright("detach", "--all")
        #expect(outcome.status == 0, "\(outcome.words)")
        #expect(try sandbox.links(of: "top") == [])
        try expectGone(sandbox)
    }

    @Test func whatIsNotAttachedIsDownAlready() throws {
        let sandbox = try applied()
        let dry = try sandbox.loopwright("detach", sandbox.store("s"), "--dry-run")
        #expect(dry.status == 2, "\(dry.words)")
        #expect(try sandbox.partitions(of: sandbox.loop(over: "x.img")).count == 2)
        #expect(try sandbox.loopwright("detach", sandbox.store("s")).status == 0)
        try expectGone(sandbox)
        let again = try sandbox.loopwright("detach", sandbox.store("s"))
        #expect(again.status == 0)
        #expect(again.output.contains("nothing is attached"), "\(again.words)")
        #expect(try sandbox.loopwright("detach", "--all", "--dry-run").status == 0)
    }

    @Test func aNameThatNobodyKnowsIsAnError() throws {
        let sandbox = try applied()
        let outcome = try sandbox.loopwright("detach", sandbox.store("unknown"))
        #expect(outcome.status == 64, "\(outcome.words)")
        #expect(outcome.errors.hasPrefix("loopwright: there is no store '\(sandbox.store("unknown"))'; there is "))
        #expect(outcome.errors.contains(sandbox.store("s")))
        #expect(try sandbox.partitions(of: sandbox.loop(over: "x.img")).count == 2)
        for words in [["detach"], ["detach", sandbox.store("s"), "--all"], ["detach", "a/b"]] {
            #expect(try run([Sandbox.binary] + words + ["--manifest", sandbox.path("manifest.yaml")]).status == 64)
        }
    }

    @Test func aStoreThatHasLeftTheManifestIsAnOrphan() throws {
        let sandbox = try applied(
            "{%-s: \(Self.store), %-t: {file: @/t.img, size: 8MiB, partitions: [{name: a, size: rest}]}}")
        try sandbox.manifest("stores: {%-t: {file: @/t.img}}")
        let plan = try orphans(sandbox)
        // Another suite's orphans may be in use.
        #expect([2, 3].contains(plan.status), "\(plan.words)")
        #expect(plan.output.contains("\(sandbox.store("s"))  pending"), "\(plan.words)")
        #expect(!plan.output.contains(sandbox.store("t")))
        let outcome = try sandbox.loopwright("detach", sandbox.store("s"))
        #expect(outcome.status == 0, "\(outcome.words)")
        #expect(try sandbox.loop(over: "x.img") == "")
        #expect(try sandbox.links(of: "t").count == 3)
    }

    @Test(arguments: ["rm @/x.img", "mv @/x.img @/old; cp @/old @/x.img", "rm @/x.img; truncate -s 24M @/x.img"])
    func aStoreWhoseFileIsDeletedOrReplacedIsAnOrphan(change: String) throws {
        let sandbox = try applied()
        let loop = try sandbox.loop(over: "x.img")
        try shell(sandbox.expand(change))
        let plan = try orphans(sandbox)
        #expect(plan.output.contains(sandbox.store("s")), "\(plan.words)")
        let blocked = try sandbox.loopwright("apply")
        #expect(blocked.status == 3, "\(blocked.words)")
        let outcome = try sandbox.loopwright("detach", sandbox.store("s"))
        #expect(outcome.status == 0, "\(outcome.words)")
        #expect(try sandbox.partitions(of: loop) == [])
        #expect(try sandbox.links(of: "s") == [])
    }

    /// What would be done about orphans, of which others than the sandbox's may be on the machine: it is only asked.
    private func orphans(_ sandbox: borrowing Sandbox) throws -> Outcome {
        try run([Sandbox.binary, "detach", "--orphans", "--dry-run", "--manifest", sandbox.path("manifest.yaml")])
    }
}
