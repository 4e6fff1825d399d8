// SPDX-License-Identifier: MIT

import Glibc
import Testing

/// Others are at work at the same moment: nothing of theirs is overwritten, and every command ends.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Machine.has("flock", "sgdisk"), "needs flock and sgdisk"))
struct RaceTests {
    private static let two = "partitions: [{name: a, size: 2MiB}, {name: b, size: 3MiB}]"

    @Test func loopwrightsOfOneManifestMakeEachStoreOnce() throws {
        let box = try Sandbox()
        let stores = (0..<4).map { "  %-\($0): {file: @/\($0).img, size: 16MiB, \(RaceTests.two)}\n" }
        try box.manifest("stores:\n" + stores.joined())
        let all = try (0..<4).map { _ in
            try Background([Sandbox.binary, "apply", "--manifest", box.path("manifest.yaml")])
        }
        #expect(all.map { $0.wait() } == [0, 0, 0, 0])
        try box.converge()
        #expect(box.loops().count == 4)
        #expect(try box.files() == ["0.img", "1.img", "2.img", "3.img", "manifest.yaml"])
        try box.expect("detach", "--all")
    }

    /// Free loops are given out by number, and whoever binds one first has it: the others must look for another.
    @Test func tenOthersLookForFreeLoopsToo() throws {
        let box = try Sandbox()
        let stores = (0..<6).map { "  %-\($0): {file: @/\($0).img, size: 16MiB, \(RaceTests.two)}\n" }
        try box.manifest("stores:\n" + stores.joined())
        let rounds = 12
        let others = try (0..<10).map { number in
            let image = try box.image("other\(number)", mebibytes: 2)
            try box.scribble(image, at: 0, mebibytes: 2)
            return try Background([
                "sh", "-euc",
                """
                for round in $(seq \(rounds)); do
                    loop=$(losetup --find --show --nooverlap '\(image)')
                    cmp "$loop" '\(image)'
                    test "$(losetup --noheadings --output BACK-FILE "$loop")" = '\(image)'
                    losetup --detach "$loop"
                done
                """,
            ])
        }
        let agent = try box.agent()
        while others.contains(where: \.isRunning) {
            let outcome = try box.loopwright("apply")
            #expect(outcome.status == 0, "\(outcome.words)")
            try box.expect("detach", "--all")
        }
        #expect(others.map { $0.wait() } == Array(repeating: 0, count: 10))
        #expect(agent.end(by: SIGTERM) == 0)
        try box.converge()
        for number in 0..<10 {
            let image = box.path("other\(number)")
            try must("sh", "-c", "yes loopwright | head -c 2M | cmp - '\(image)'")
        }
        try box.expect("detach", "--all")
    }

    /// The lock keeps loopwright from writing while sgdisk does; what sgdisk has written is then not what was planned for.
    @Test func aTableThatChangesBeforeItIsWrittenIsLookedAtAgain() throws {
        let box = try Sandbox()
        try box.manifest("stores: {%-a: {file: @/a.img, size: 16MiB, \(RaceTests.two)}}\n")
        try box.converge()
        let device = try box.node("a")
        let holder = try holdLock(on: device)
        try box.manifest(
            """
            stores:
              %-a:
                file: @/a.img
                partitions: [{name: a, size: 2MiB}, {name: b, size: 3MiB}, {name: c, size: 1MiB}]
            """)
        let words = box.path("words")
        let apply = try Background([Sandbox.binary, "apply", "--manifest", box.path("manifest.yaml")], output: words)
        try #require(eventually { apply.hasOpen(device) })
        // Where c would have come to lie.
        try must("sgdisk", "--new=7:6M:+2M", "--change-name=7:theirs", device)
        holder.end(by: SIGKILL)
        #expect(apply.wait() == 0, "\((try? must("cat", words)) ?? "")")
        let dump = try must("sfdisk", "--dump", box.path("a.img"))
        #expect(dump.contains("\(box.path("a.img"))7 : start=       12288, size=        4096"), "\(dump)")
        #expect(dump.contains("\(box.path("a.img"))3 : start=       16384, size=        2048"), "\(dump)")
        try box.converge()
        try must("sfdisk", "--verify", "--quiet", box.path("a.img"))
        try box.expect("detach", "--all")
    }

    @Test func aLockThatIsNeverGivenUpEndsEveryCommandWithItsHolder() throws {
        let box = try Sandbox()
        try box.manifest("stores: {%-a: {file: @/a.img, size: 16MiB, \(RaceTests.two)}}\n")
        try box.converge()
        let before = try box.digest(box.path("a.img"))
        let device = try box.node("a")
        let holder = try holdLock(on: device)
        try box.manifest("stores: {%-a: {file: @/a.img, partitions: [{name: c, size: 1MiB}]}}\n")
        for words in [["plan"], ["status"], ["show", box.store("a")], ["describe", device]] {
            let manifest = words[0] == "describe" ? [] : ["--manifest", box.path("manifest.yaml")]
            let outcome = try run([Sandbox.binary] + words + manifest)
            #expect([0, 2].contains(outcome.status), "\(words): \(outcome.words)")
        }
        let refused = try box.expect("apply", exit: 1)
        #expect(refused.contains("process \(holder.process) (sleep)"), "\(refused)")
        #expect(try box.digest(box.path("a.img")) == before)
        holder.end(by: SIGKILL)
        try box.converge()
        try box.expect("detach", "--all")
    }

    /// A program that holds a disk's BSD lock until it is killed.
    private func holdLock(on device: String) throws -> Background {
        let holder = try Background(["flock", "--no-fork", "--exclusive", device, "sleep", "infinity"])
        try #require(eventually { (try? run("flock", "--nonblock", "--exclusive", device, "true"))?.status == 1 })
        return holder
    }
}

extension Background {
    /// Whether it has a file open.
    fileprivate func hasOpen(_ path: String) -> Bool {
        (try? run("sh", "-c", "readlink /proc/\(process)/fd/*"))?.output.split(separator: "\n").contains {
            $0 == path
        } ?? false
    }

    /// Whether it has not come to its end yet; one that has is a zombie until it is waited for.
    fileprivate var isRunning: Bool {
        let state = (try? run("sh", "-c", "cut -d ' ' -f 3 /proc/\(process)/stat"))?.output
        return isAlive && state != "Z\n"
    }
}
