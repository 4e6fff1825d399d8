// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightModel
import WrightReport

/// Metrics as text: what is in it, and that parsers of both formats read it.
@Suite struct MetricsTextTests {
    /// 2025-11-28T18:00:00.250Z.
    private let text = MetricsText(version: "0.1.0", clock: 1_764_352_800_250)

    private func view() throws -> AgentView {
        var times = ConvergenceTimes()
        for milliseconds in [60, 100, 101, 2400, 301_000] { times.add(.milliseconds(milliseconds)) }
        return AgentView(
            process: 812, isReady: true, passes: 17, lastPass: .milliseconds(4250), refusal: ["no"],
            stores: [
                .init(
                    name: try Fixture.store("appliance"), state: .converged, stateAge: .seconds(9), reason: "so",
                    figures: StoreFigures(size: ByteCount(8 << 30), partitions: 3, drifts: 2)),
                .init(
                    name: try Fixture.store("archive"), state: .failed, stateAge: .zero, isGivenUp: true, reason: "no",
                    figures: StoreFigures(steps: 4, retries: 12, alarms: 1)),
            ], figures: AgentFigures(lastConverged: .seconds(3600), convergence: times))
    }

    static let whole = """
        # HELP loopwright_build_info The version of the program that tells this, as a label of the number 1.
        # TYPE loopwright_build_info gauge
        loopwright_build_info{version="0.1.0"} 1
        # HELP loopwright_agent_up 1 where an agent keeps the manifest, 0 where none does.
        # TYPE loopwright_agent_up gauge
        loopwright_agent_up 1
        # HELP loopwright_manifest_refused 1 where the manifest on disk is refused and the agent goes by the last good one.
        # TYPE loopwright_manifest_refused gauge
        loopwright_manifest_refused 1
        # HELP loopwright_passes Passes of the agent that are over.
        # TYPE loopwright_passes counter
        loopwright_passes_total 17
        # HELP loopwright_last_pass_timestamp_seconds When the agent last ended a pass, in seconds since 1970.
        # TYPE loopwright_last_pass_timestamp_seconds gauge
        # UNIT loopwright_last_pass_timestamp_seconds seconds
        loopwright_last_pass_timestamp_seconds 1764352796.000
        # HELP loopwright_last_converged_timestamp_seconds When a pass last left every store converged or waiting, in \
        seconds since 1970.
        # TYPE loopwright_last_converged_timestamp_seconds gauge
        # UNIT loopwright_last_converged_timestamp_seconds seconds
        loopwright_last_converged_timestamp_seconds 1764349200.250
        # HELP loopwright_convergence_seconds Time from the first event until the store it was about was converged, where \
        there was something to do.
        # TYPE loopwright_convergence_seconds histogram
        # UNIT loopwright_convergence_seconds seconds
        loopwright_convergence_seconds_bucket{le="0.1"} 2
        loopwright_convergence_seconds_bucket{le="0.25"} 3
        loopwright_convergence_seconds_bucket{le="0.5"} 3
        loopwright_convergence_seconds_bucket{le="1.0"} 3
        loopwright_convergence_seconds_bucket{le="2.5"} 4
        loopwright_convergence_seconds_bucket{le="5.0"} 4
        loopwright_convergence_seconds_bucket{le="10.0"} 4
        loopwright_convergence_seconds_bucket{le="30.0"} 4
        loopwright_convergence_seconds_bucket{le="60.0"} 4
        loopwright_convergence_seconds_bucket{le="300.0"} 4
        loopwright_convergence_seconds_bucket{le="+Inf"} 5
        loopwright_convergence_seconds_count 5
        loopwright_convergence_seconds_sum 303.661
        # HELP loopwright_stores Stores of the manifest by their state.
        # TYPE loopwright_stores gauge
        loopwright_stores{state="converged"} 1
        loopwright_stores{state="pending"} 0
        loopwright_stores{state="waiting"} 0
        loopwright_stores{state="blocked"} 0
        loopwright_stores{state="failed"} 1
        # HELP loopwright_store_state The state that a store is in, as a label of the number 1.
        # TYPE loopwright_store_state gauge
        loopwright_store_state{store="appliance",state="converged"} 1
        loopwright_store_state{store="archive",state="failed"} 1
        # HELP loopwright_store_size_bytes The size of a store's device.
        # TYPE loopwright_store_size_bytes gauge
        # UNIT loopwright_store_size_bytes bytes
        loopwright_store_size_bytes{store="appliance"} 8589934592
        # HELP loopwright_store_partitions Partitions in a store's table, undeclared ones included.
        # TYPE loopwright_store_partitions gauge
        loopwright_store_partitions{store="appliance"} 3
        loopwright_store_partitions{store="archive"} 0
        # HELP loopwright_store_pending_steps Steps that lie between a store and the manifest.
        # TYPE loopwright_store_pending_steps gauge
        loopwright_store_pending_steps{store="appliance"} 0
        loopwright_store_pending_steps{store="archive"} 4
        # HELP loopwright_store_given_up 1 while a store is left to another program that changes it back again and again.
        # TYPE loopwright_store_given_up gauge
        loopwright_store_given_up{store="appliance"} 0
        loopwright_store_given_up{store="archive"} 1
        # HELP loopwright_store_retries Times that a store was tried again after it had failed.
        # TYPE loopwright_store_retries counter
        loopwright_store_retries_total{store="appliance"} 0
        loopwright_store_retries_total{store="archive"} 12
        # HELP loopwright_store_alarms Times that a store was given up to another program.
        # TYPE loopwright_store_alarms counter
        loopwright_store_alarms_total{store="appliance"} 0
        loopwright_store_alarms_total{store="archive"} 1
        # HELP loopwright_store_drifts Times that a converged store was found changed and was mended.
        # TYPE loopwright_store_drifts counter
        loopwright_store_drifts_total{store="appliance"} 2
        loopwright_store_drifts_total{store="archive"} 0
        # EOF

        """

    @Test func allThatAnAgentKnows() throws {
        #expect(text.text(of: try view()) == MetricsTextTests.whole)
    }

    @Test func anAgentThatEndsSaysSo() throws {
        #expect(text.text(of: try view(), isRunning: false).contains("\nloopwright_agent_up 0\n"))
    }

    @Test func whatIsNotKnownIsNotTold() throws {
        let young = text.text(of: AgentView(process: 1, isReady: false, passes: 0))
        #expect(!young.contains("timestamp"))
        #expect(!young.contains("loopwright_store_"))
        #expect(young.contains("\nloopwright_stores{state=\"converged\"} 0\n"))
        let looked = text.text(of: [StoreStatus(try Fixture.converged(), size: .mebibyte)], hasNoAgent: false)
        for name in ["agent_up", "passes", "convergence", "drifts", "given_up"] { #expect(!looked.contains(name)) }
        #expect(looked.contains("_size_bytes{store=\"appliance\"} 1048576\n"), "\(looked)")
        #expect(text.text(of: [], hasNoAgent: true).contains("\nloopwright_agent_up 0\n"))
    }

    @Test func noLabelEndsEarly() {
        let text = MetricsText(version: "a\"b\\c\nd", clock: 0).text(of: [], hasNoAgent: true)
        #expect(text.contains(#"{version="a\"b\\c\nd"} 1"#), "\(text)")
    }

    /// Both parsers find every family with its kind and its numbers.
    @Test(.enabled(if: Python.has("prometheus_client"), "needs python3-prometheus-client"))
    func bothParsersReadIt() throws {
        let script = """
            import sys
            from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
            from prometheus_client.parser import text_string_to_metric_families as prometheus
            text = sys.stdin.read()
            new = [f for f in openmetrics(text)]
            for f in new: print(f.name, f.type, f.unit or "-", len(f.samples))
            samples = lambda fs: {(s.name, tuple(sorted(s.labels.items()))): float(s.value) for f in fs for s in f.samples}
            assert samples(new) == samples(prometheus(text))
            """
        let hostile = MetricsText(version: "a\"b\\c\nd", clock: 0).text(of: [], hasNoAgent: true)
        #expect(Python.run(script, input: hostile) != nil)
        let output = try #require(Python.run(script, input: text.text(of: try view())))
        let lines = output.split(separator: "\n")
        #expect(lines.contains("loopwright_passes counter - 1"))
        #expect(lines.contains("loopwright_convergence_seconds histogram seconds 13"))
        #expect(lines.contains("loopwright_store_size_bytes gauge bytes 1"))
        #expect(lines.count == MetricsText.names.count)
    }
}

/// `docs/metrics.md` and the rules for alerts speak of what there is.
@Suite struct MetricsReferenceTests {
    private let rules = Project.text(of: "examples/monitoring/loopwright.rules.yml")

    /// Every name of ours in a text, without the parts of a histogram.
    private func names(in text: String) -> Set<String> {
        let found = text.matches(of: /loopwright_[a-z_]+/).map { String($0.output) }
        return Set(found.map { $0.replacing(/_(bucket|count|sum)$/, with: "") })
    }

    @Test func theTableHasEveryFamilyAndNoOther() {
        let rows = Project.text(of: "docs/metrics.md").split(separator: "\n").compactMap {
            $0.firstMatch(of: /^\| `(loopwright_[a-z_]+)/).map { String($0.output.1) }
        }
        #expect(rows.sorted() == MetricsText.names.sorted())
    }

    @Test func theRulesNameOnlyMetricsThatThereAre() {
        let named = names(in: rules)
        #expect(named.count > 6)
        #expect(named.subtracting(MetricsText.names).isEmpty)
        #expect(names(in: Project.text(of: "docs/metrics.md")).subtracting(MetricsText.names).isEmpty)
    }

    /// Each rule is explained, and none that there is not.
    @Test(.enabled(if: Python.has("yaml"), "needs python3-yaml")) func thePageExplainsEveryRule() throws {
        let script = """
            import sys, yaml
            for group in yaml.safe_load(sys.stdin)["groups"]:
                for rule in group["rules"]:
                    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}, rule
                    assert rule["annotations"]["summary"] and rule["labels"]["severity"] in ("warning", "critical")
                    print(rule["alert"])
            """
        let alerts = try #require(Python.run(script, input: rules)).split(separator: "\n").map(String.init)
        let explained = Project.text(of: "docs/metrics.md").split(separator: "\n").compactMap {
            $0.firstMatch(of: /^\| `(Loopwright[A-Za-z]+)`/).map { String($0.output.1) }
        }
        #expect(alerts.count > 6)
        #expect(alerts.sorted() == explained.sorted())
    }
}
