// SPDX-License-Identifier: MIT

import Glibc
import TestSupport
import Testing

/// The agent's figures in the file that the manifest names, as a collector reads them.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Python.has("prometheus_client"), "needs python3-prometheus-client"))
struct MetricsTests {
    private static let manifest = "metrics-file: @/metrics/l.prom\n" + AgentTests.manifest

    /// The samples of a text, a line each, as the parsers of both formats agree on them.
    private func samples(of text: String) throws -> [String] {
        let script = """
            import sys
            from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
            from prometheus_client.parser import text_string_to_metric_families as prometheus
            text = sys.stdin.read()
            lines = lambda parse: sorted(
                "%s%s %g" % (s.name, sorted(s.labels.items()), s.value) for f in parse(text) for s in f.samples)
            assert lines(openmetrics) == lines(prometheus)
            print("\\n".join(lines(openmetrics)))
            """
        return try #require(Python.run(script, input: text), "\(text)").split(separator: "\n").map(String.init)
    }

    private func samples(in file: String) throws -> [String] { try samples(of: try must("cat", file)) }

    /// Whether the file comes to have such a sample.
    private func tells(_ sample: String, in file: String) -> Bool {
        eventually {
            guard let text = try? run("cat", file), text.status == 0 else { return false }
            return (try? samples(of: text.output).contains(sample)) ?? false
        }
    }

    @Test func theFileFollowsTheAgent() throws {
        let sandbox = try Sandbox()
        try must("mkdir", sandbox.path("metrics"))
        let file = sandbox.path("metrics/l.prom")
        try sandbox.manifest(MetricsTests.manifest)
        let agent = try sandbox.agent(until: "one")
        let store = "[('store', '\(sandbox.store("one"))')]"
        #expect(tells("loopwright_stores[('state', 'converged')] 1", in: file))
        let first = try samples(in: file)
        for sample in ["loopwright_agent_up[] 1", "loopwright_store_partitions\(store) 2"] {
            #expect(first.contains(sample), "\(first)")
        }
        let device = "/dev/" + (try sandbox.loop(over: "one.img"))
        let size = Int64(try shell("blockdev --getsize64 \(device)")).map(Double.init) ?? 0
        #expect(first.contains { $0.hasPrefix("loopwright_store_size_bytes\(store) ") })
        let told = try must("cat", file)
        #expect(told.contains("_size_bytes{store=\"\(sandbox.store("one"))\"} \(Int64(size))\n"), "\(told)")

        try must("rm", sandbox.link("one", "a"))
        #expect(tells("loopwright_store_drifts_total\(store) 1", in: file))
        #expect(try shell("stat --format %a \(file)") == "644")
        #expect(try must("ls", "-A", sandbox.path("metrics")) == "l.prom\n")

        let asked = try sandbox.loopwright("status", "--metrics")
        #expect(asked.status == 0, "\(asked.words)")
        #expect(try samples(of: asked.output).contains("loopwright_store_drifts_total\(store) 1"))
        #expect(agent.end(by: SIGTERM) == 0)
        #expect(try samples(in: file).contains("loopwright_agent_up[] 0"))
        let alone = try samples(of: try sandbox.loopwright("status", "--metrics").output)
        #expect(alone.contains("loopwright_agent_up[] 0") && alone.contains("loopwright_store_partitions\(store) 2"))
        #expect(!alone.contains { $0.hasPrefix("loopwright_store_drifts") })
    }

    @Test func whatKeepsTheFileFromBeingWrittenDoesNotKeepTheAgent() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(MetricsTests.manifest)
        let agent = try sandbox.agent(until: "one")
        let folder = sandbox.path("metrics")
        let file = folder + "/l.prom"
        #expect(agent.says("the metrics are not written: '\(folder)' does not exist"), "\(agent.lines)")
        let status = try sandbox.loopwright("status").output
        #expect(status.contains("\n  the metrics are not written: '\(folder)' does not exist"), "\(status)")

        // Full: the file system has room for a page, and that is taken.
        try shell("mkdir \(folder); mount -t tmpfs -o size=4k tmpfs \(folder); head -c 4096 /dev/zero >\(folder)/full")
        defer { _ = try? run("umount", folder) }
        agent.signal(SIGHUP)
        #expect(agent.says("the metrics are not written: cannot write '"), "\(agent.lines)")
        #expect(try must("ls", "-A", folder) == "full\n")

        try shell("rm \(folder)/full; mount -o remount,size=1M \(folder); echo precious >\(folder)/l.prom")
        agent.signal(SIGHUP)
        let sentence = "the metrics are not written: '\(folder)/l.prom' is there and holds no metrics"
        #expect(agent.says(sentence), "\(agent.lines)")
        #expect(try must("cat", file) == "precious\n")

        try must("rm", file)
        agent.signal(SIGHUP)
        #expect(agent.says("the metrics are written again"), "\(agent.lines)")
        #expect(tells("loopwright_agent_up[] 1", in: file))
        #expect(try !sandbox.loopwright("status").output.contains("metrics"))
        #expect(agent.end(by: SIGTERM) == 0)
    }

    @Test func anotherFileIsToldThatTheAgentIsGoneFromTheFirst() throws {
        let sandbox = try Sandbox()
        try must("mkdir", sandbox.path("metrics"))
        let file = sandbox.path("metrics/l.prom")
        try sandbox.manifest(MetricsTests.manifest)
        let agent = try sandbox.agent(until: "one")
        #expect(tells("loopwright_agent_up[] 1", in: file))
        try sandbox.manifest("metrics-file: @/metrics/other.prom\n" + AgentTests.manifest)
        #expect(tells("loopwright_agent_up[] 0", in: file))
        #expect(try samples(in: sandbox.path("metrics/other.prom")).contains("loopwright_agent_up[] 1"))
        #expect(agent.end(by: SIGTERM) == 0)
    }
}
