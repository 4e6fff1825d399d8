// SPDX-License-Identifier: MIT

import Glibc
import TestSupport
import Testing

/// The agent under more than a machine's daily load: it comes to the right end, and nothing of it is left over.
@Suite(.serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"))
struct LoadTests {
    /// So many stores with so many partitions each.
    private static func manifest(stores: Range<Int>, prune: Bool = false) -> String {
        let lines = stores.map {
            "  %-\($0): {file: @/\($0).img, size: 8MiB, partitions: [{name: a, size: 2MiB}, {name: b, size: rest}]}\n"
        }
        return (prune ? "prune: true\n" : "") + "stores:\n" + lines.joined()
    }

    /// Whether everything is right, by loopwright's own look and by the links of each store.
    private func isConverged(_ sandbox: borrowing Sandbox, stores: Range<Int>) throws -> Bool {
        guard try sandbox.loopwright("plan").status == 0 else { return false }
        return stores.allSatisfy { store in
            ["a", "b", "disk"].allSatisfy { access(sandbox.link("\(store)", $0), F_OK) == 0 }
        }
    }

    /// What a process holds at this moment.
    private struct Holdings: Equatable {
        var descriptors: Int
        /// In KiB, that which is not shared with any file: RssAnon of man 5 proc_pid_status.
        var memory: Int
    }

    /// Between passes, which open what they look at: the least of several looks.
    private func holdings(of agent: Background) throws -> Holdings {
        var least = try look(at: agent)
        for _ in 0..<20 {
            usleep(100_000)
            let next = try look(at: agent)
            least.descriptors = min(least.descriptors, next.descriptors)
            least.memory = min(least.memory, next.memory)
        }
        return least
    }

    private func look(at agent: Background) throws -> Holdings {
        let status = try must("cat", "/proc/\(agent.process)/status")
        let memory = status.firstMatch(of: /RssAnon:\s+([0-9]+) kB/).flatMap { Int($0.output.1) }
        let descriptors = try must("ls", "/proc/\(agent.process)/fd").split(separator: "\n").count
        return Holdings(descriptors: descriptors, memory: try #require(memory))
    }

    @Test func tenThousandEventsChangeNothingAndCostNoMemory() throws {
        let sandbox = try Sandbox()
        let stores = 0..<4
        try sandbox.manifest(LoadTests.manifest(stores: stores))
        let agent = try sandbox.agent()
        try #require(try eventually { try isConverged(sandbox, stores: stores) }, "\(agent.lines)")
        let loops = sandbox.loops().map { String($0.dropFirst("/dev/".count)) }
        try storm(loops, count: 1000)
        let before = try holdings(of: agent)
        // In the middle of it, one store is taken apart.
        let mischief = try Background(["sh", "-c", "sleep 0.5; partx --delete /dev/\(loops[0])"])
        try storm(loops, count: 10_000)
        #expect(mischief.wait() == 0)
        #expect(try eventually(within: 60) { try isConverged(sandbox, stores: stores) }, "\(agent.lines)")
        let after = try holdings(of: agent)
        #expect(after.descriptors == before.descriptors)
        #expect(after.memory < before.memory + 4096, "\(before.memory) KiB before, \(after.memory) KiB after")
        #expect(agent.end(by: SIGTERM) == 0)
    }

    /// Events out of nothing, as fast as the kernel makes them; over when udev has dealt with the last.
    private func storm(_ loops: [String], count: Int) throws {
        let words = """
            i=0; while [ $i -lt \(count / loops.count) ]; do
                for loop; do echo change > /sys/block/$loop/uevent; done; i=$((i + 1))
            done; udevadm settle --timeout 600
            """
        try must(["sh", "-c", words, "sh"] + loops)
    }

    /// `LOOPWRIGHT_CHURN` gives more rounds than there are in a run of all tests.
    private static let rounds = getenv("LOOPWRIGHT_CHURN").flatMap { Int(String(cString: $0)) } ?? 24

    @Test func aWeekOfChurnLeavesNothingBehind() throws {
        let sandbox = try Sandbox()
        var generator = SeededGenerator(seed: 7)
        var stores = 0..<3
        try sandbox.manifest(LoadTests.manifest(stores: stores, prune: true))
        var agent = try sandbox.agent()
        try #require(try eventually { try isConverged(sandbox, stores: stores) }, "\(agent.lines)")
        var first: Holdings?
        for round in 0..<LoadTests.rounds {
            let victim = sandbox.link("\(Int.random(in: stores, using: &generator))", "disk")
            let loop = try must("realpath", victim).split(separator: "\n").joined()
            switch Int.random(in: 0..<7, using: &generator) {
            case 0: try must("sh", "-c", "partx --delete \(loop); losetup --detach \(loop)")
            case 1: try must("partx", "--delete", loop)
            case 2: try must("rm", victim)
            case 3: try must("dd", "if=/dev/null", "of=\(loop)", "status=none")
            case 4: #expect(try sandbox.loopwright("detach", "--all").status == 0)
            case 5:
                stores = 0..<Int.random(in: 1...6, using: &generator)
                try sandbox.manifest(LoadTests.manifest(stores: stores, prune: true))
            default:
                agent.end(by: SIGKILL)
                agent = try sandbox.agent()
                first = nil
            }
            let isRight = try eventually(within: 60) {
                try isConverged(sandbox, stores: stores) && sandbox.loops().count == stores.count
            }
            try #require(isRight, "round \(round): \(agent.lines)")
            // So many mishaps within a minute would be a tug of war; in a week they are not.
            if round % 3 == 2 { agent.signal(SIGHUP) }
            // What a program needs for its work it has after its first few passes.
            if first == nil, round % 5 == 4 { first = try holdings(of: agent) }
        }
        let last = try holdings(of: agent)
        if let first {
            #expect(last.descriptors == first.descriptors)
            #expect(last.memory < first.memory + 4096, "\(first.memory) KiB at first, \(last.memory) KiB at last")
        }
        #expect(agent.end(by: SIGTERM) == 0)
        #expect(try sandbox.loopwright("detach", "--all").status == 0)
        #expect(sandbox.loops().isEmpty)
        let records = try run("grep", "--recursive", "--files-with-matches", sandbox.prefix, "/run/loopwright/links")
        #expect(records.output.isEmpty, "\(records.output)")
        #expect(access("/dev/disk/by-loopwright/\(sandbox.store("0"))", F_OK) != 0)
    }
}
