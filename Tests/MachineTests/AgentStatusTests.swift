// SPDX-License-Identifier: MIT

import Glibc
import Testing

/// What the agent answers to those who ask, whatever else it is at.
@Suite(.serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"))
struct AgentStatusTests {
    private static let manifest = AgentTests.manifest + "  %-late: {file: @/late.img}\n"

    private func status(_ sandbox: borrowing Sandbox, _ key: String) throws -> String {
        let reader = "import json,sys; d=json.load(sys.stdin); print(json.dumps(\(key)))"
        let words = [Sandbox.binary, "status", "--json", "--manifest", sandbox.path("manifest.yaml")]
        return try run(["sh", "-c", "\"$@\" | python3 -c '\(reader)'", "sh"] + words).output
    }

    @Test func itTellsWhatItRemembers() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(AgentStatusTests.manifest)
        #expect(try status(sandbox, #"d["agent"]"#) == "null\n")
        let agent = try sandbox.agent(until: "one")
        #expect(try status(sandbox, #"d["agent"]["process"]"#) == "\(agent.process)\n")
        #expect(try status(sandbox, #"[s["agent"]["state"] for s in d["stores"]]"#) == "[\"converged\", \"waiting\"]\n")
        let text = try sandbox.loopwright("status").output
        #expect(text.contains("\n  agent: has waited for "), "\(text)")
        #expect(text.contains("\nagent: process \(agent.process), ready, "), "\(text)")
        #expect(agent.end(by: SIGTERM) == 0)
        #expect(try status(sandbox, #"d["agent"]"#) == "null\n")
    }

    @Test func itTellsWhyTheManifestIsRefused() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(AgentStatusTests.manifest)
        let agent = try sandbox.agent(until: "one")
        try sandbox.manifest(AgentStatusTests.manifest + "  nonsense\n")
        #expect(eventually { agent.lines.contains { $0.hasPrefix("the manifest is refused") } }, "\(agent.lines)")
        let outcome = try sandbox.loopwright("status")
        #expect(outcome.status == 65)
        #expect(outcome.output.contains("\(sandbox.store("one"))   converged  /dev/loop"), "\(outcome.output)")
        #expect(outcome.output.contains("goes by the last good one"), "\(outcome.output)")
        #expect(agent.end(by: SIGTERM) == 0)
    }

    @Test func aSecondAgentOfTheSameManifestIsRefused() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(AgentStatusTests.manifest)
        let agent = try sandbox.agent(until: "one")
        let second = try sandbox.loopwright("agent")
        #expect(second.status == 1)
        #expect(second.errors.contains("process \(agent.process) (loopwright) listens there"), "\(second.errors)")
        #expect(agent.isAlive)
        #expect(agent.end(by: SIGTERM) == 0)
    }

    @Test func itAnswersAndStopsWhileAPassIsKeptWaiting() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(AgentStatusTests.manifest)
        let agent = try sandbox.agent(until: "one")
        let device = "/dev/" + (try sandbox.loop(over: "one.img"))
        // Whoever holds this lock keeps udev from dealing with the disk's events, and so a link from coming back.
        let holder = try Background(["flock", "--no-fork", "--exclusive", device, "sleep", "60"])
        try #require(eventually { (try? run("flock", "--nonblock", "--exclusive", device, "true"))?.status == 1 })
        try must("rm", sandbox.link("one", "a"))
        #expect(eventually { (try? status(sandbox, #"d["agent"]["work-age"] is not None"#)) == "true\n" })
        agent.signal(SIGTERM)
        #expect(agent.wait() == 0)
        holder.end(by: SIGKILL)
        #expect(try sandbox.loopwright("apply").status == 0)
    }

    @Test func aWatcherSeesEachChangeOnceAndEndsWithItsReader() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(AgentStatusTests.manifest)
        let agent = try sandbox.agent(until: "one")
        let words = [Sandbox.binary, "status", "--watch", "--json", "--manifest", sandbox.path("manifest.yaml")]
        let watcher = try Background(words, output: sandbox.path("watched"))
        let documents = { (try? run("cat", sandbox.path("watched")))?.output.split(separator: "\n") ?? [] }
        try #require(eventually { documents().count >= 1 })
        try must("truncate", "--size", "4M", sandbox.path("late.img"))
        let converged = #""name":"\#(sandbox.store("late"))","state":"converged""#
        #expect(eventually { documents().last?.contains(converged) == true }, "\(documents())")
        #expect(documents().count < 12, "\(documents().count)")
        // Signals that can be blocked are, by the threads that tests run on.
        watcher.end(by: SIGKILL)
        let short = try run(["sh", "-c", "\"$@\" | head -n 1", "sh"] + words)
        #expect(short.output.split(separator: "\n").count == 1)
        #expect(agent.end(by: SIGTERM) == 0)
    }
}
