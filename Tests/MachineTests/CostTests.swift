// SPDX-License-Identifier: MIT

import Glibc
import Testing

/// What an event costs the agent, in system calls: nobody's clock decides.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Machine.has("strace"), "needs strace"))
struct CostTests {
    @Test func anEventCostsTheSameHoweverManyStoresThereAre() throws {
        let few = try callsOfAnEvent(stores: 4)
        let many = try callsOfAnEvent(stores: 40)
        // Looking at a store alone takes more than this.
        #expect(few > 50)
        #expect(abs(many - few) <= 5, "\(few) calls with 4 stores, \(many) with 40")
    }

    /// The calls by which the machine is looked at; those that hear of it, other tests raise, too.
    private static let looks = "%file,ioctl,getdents64,pread64,lseek,flock,connect"

    /// The calls for one event at a converged store, as the quietest of several events has them.
    private func callsOfAnEvent(stores count: Int) throws -> Int {
        let sandbox = try Sandbox()
        let stores = (1...count).map { "%-\($0): {file: @/\($0).img, size: 4MiB, partitions: [{name: a, size: rest}]}" }
        try sandbox.manifest("stores:\n" + stores.map { "  \($0)\n" }.joined())
        let applied = try sandbox.loopwright("apply")
        try #require(applied.status == 0, "\(applied.words)")
        let agent = try Background(
            [
                "strace", "-D", "-f", "-qq", "-e", "trace=\(CostTests.looks)", "-o", sandbox.path("trace"),
                Sandbox.binary, "agent", "--manifest", sandbox.path("manifest.yaml"),
            ], log: sandbox.path("log"))
        let disk = try sandbox.loop(over: "1.img")
        try #require(eventually { agent.lines.count { $0.contains(": converged") } >= count }, "\(agent.lines)")
        // Before that it looked at everything, or found somebody else at work.
        let first = try passes(sandbox).count
        for _ in 0..<6 {
            let before = try passes(sandbox).count
            try shell("echo change > /sys/block/\(disk)/uevent")
            try #require(try eventually { try passes(sandbox).count > before })
        }
        #expect(agent.end(by: SIGTERM) == 0)
        return try #require(try passes(sandbox).dropFirst(first).min())
    }

    /// The system calls from the beginning of each pass, which asks for the machine's identity, to that of the next.
    private func passes(_ sandbox: borrowing Sandbox) throws -> [Int] {
        let trace = try run("cat", sandbox.path("trace")).output
        let calls = trace.split(separator: "\n").filter { !$0.contains(" resumed>") }
        let beginnings = calls.indices.filter { calls[$0].contains("/etc/machine-id") } + [calls.count]
        return zip(beginnings, beginnings.dropFirst()).map { $1 - $0 }
    }
}
