// SPDX-License-Identifier: MIT

package import WrightModel
import WrightText

/// What is known of the stores and of the agent, as text that OpenMetrics and Prometheus read.
package struct MetricsText: Sendable {
    private let version: String
    private let clock: Int64

    /// - Parameter clock: the time of day, in milliseconds since 1970.
    package init(version: String, clock: Int64) {
        self.version = version
        self.clock = clock
    }

    /// The names under which a collector finds the samples of every family, without those of a histogram's parts.
    package static let names = MetricFamily.all.map(\.sampleName)

    /// All that an agent knows.
    ///
    /// - Parameter isRunning: false where the agent is about to end.
    package func text(of view: AgentView, isRunning: Bool = true) -> String {
        let subjects = view.stores.map { MetricsSubject(name: $0.name.text, state: $0.state, figures: $0.figures) }
        return text(
            head + MetricFamily.agent.lines([MetricSample(isRunning ? 1 : 0)]) + agent(view) + found(subjects)
                + remembered(view.stores))
    }

    /// All that a look at the stores tells.
    ///
    /// - Parameter hasNoAgent: whether it is known that no agent keeps the manifest.
    package func text(of stores: [StoreStatus], hasNoAgent: Bool) -> String {
        let subjects = stores.map { MetricsSubject($0) }
        return text(head + (hasNoAgent ? MetricFamily.agent.lines([MetricSample(0)]) : []) + found(subjects))
    }

    private func text(_ lines: [String]) -> String { (lines + ["# EOF"]).map { $0 + "\n" }.joined() }

    private var head: [String] { MetricFamily.build.lines([MetricSample(1, ("version", version))]) }

    private func agent(_ view: AgentView) -> [String] {
        MetricFamily.refused.lines([MetricSample(view.refusal.isEmpty ? 0 : 1)])
            + MetricFamily.passes.lines([MetricSample(view.passes)])
            + MetricFamily.lastPass.lines(moment(view.lastPass))
            + MetricFamily.lastConverged.lines(moment(view.figures.lastConverged))
            + MetricFamily.convergence.lines(histogram(view.figures.convergence))
    }

    /// When it was so long ago.
    private func moment(_ age: Duration?) -> [MetricSample] {
        age.map { [MetricSample(MetricSample.seconds(clock - $0.wholeMilliseconds))] } ?? []
    }

    /// Each count holds those below it; bounds are written as floating-point numbers, which OpenMetrics wants.
    private func histogram(_ times: ConvergenceTimes) -> [MetricSample] {
        let bounds = ConvergenceTimes.bounds.map { "\(Double($0.wholeMilliseconds) / 1000)" } + ["+Inf"]
        var count = 0
        let buckets = zip(bounds, times.counts).map { bound, number in
            count += number
            return MetricSample(count, suffix: "_bucket", ("le", bound))
        }
        let sum = MetricSample.seconds(times.sum.wholeMilliseconds)
        return buckets + [MetricSample(count, suffix: "_count"), MetricSample(sum, suffix: "_sum")]
    }

    private func found(_ subjects: [MetricsSubject]) -> [String] {
        let states = StoreState.allCases.map { state in
            MetricSample(subjects.count { $0.state == state }, ("state", state.rawValue))
        }
        return MetricFamily.stores.lines(states)
            + MetricFamily.state.lines(
                subjects.map { MetricSample(1, ("store", $0.name), ("state", $0.state.rawValue)) })
            + MetricFamily.size.lines(
                subjects.compactMap { subject in
                    subject.figures.size.map { MetricSample("\($0.bytes)", ("store", subject.name)) }
                })
            + MetricFamily.partitions.lines(subjects.map { MetricSample($0.figures.partitions, ("store", $0.name)) })
            + MetricFamily.steps.lines(subjects.map { MetricSample($0.figures.steps, ("store", $0.name)) })
    }

    private func remembered(_ stores: [AgentView.Store]) -> [String] {
        let counts: [(MetricFamily, (AgentView.Store) -> Int)] = [
            (.givenUp, { $0.isGivenUp ? 1 : 0 }), (.retries, { $0.figures.retries }),
            (.alarms, { $0.figures.alarms }), (.drifts, { $0.figures.drifts }),
        ]
        return counts.flatMap { family, count in
            family.lines(stores.map { MetricSample(count($0), ("store", $0.name.text)) })
        }
    }
}

/// A store, whoever tells of it.
private struct MetricsSubject {
    let name: String
    let state: StoreState
    let figures: StoreFigures
}

extension MetricsSubject {
    init(_ status: StoreStatus) {
        let plan = status.plan
        self.init(
            name: plan.name.text, state: plan.state,
            figures: StoreFigures(size: status.size, partitions: plan.partitions.count, steps: plan.steps.count))
    }
}
