// SPDX-License-Identifier: MIT

import WrightModel

/// What an agent counts, as it goes over its socket.
extension AgentViewText {
    static func fields(_ figures: AgentFigures) -> [String] {
        ["figures", milliseconds(figures.lastConverged), milliseconds(figures.convergence.sum)]
            + figures.convergence.counts.map(String.init)
    }

    /// Nil where another program counts otherwise.
    static func figures(_ fields: [String]) -> AgentFigures? {
        guard fields.count > 3, let sum = duration(fields[2]) else { return nil }
        let bounds = ConvergenceTimes.bounds.count + 1
        return ConvergenceTimes(counts: fields[3...].prefix(bounds).compactMap { Int($0) }, sum: sum).map {
            AgentFigures(lastConverged: duration(fields[1]), convergence: $0)
        }
    }

    static func fields(_ figures: StoreFigures) -> [String] {
        [figures.size.map { "\($0.bytes)" } ?? ""]
            + [figures.partitions, figures.steps, figures.retries, figures.alarms, figures.drifts].map(String.init)
    }

    static func storeFigures(_ fields: some Sequence<String>) -> StoreFigures? {
        let fields = Array(fields.prefix(6))
        let counts = fields.dropFirst().compactMap { Int($0) }
        guard counts.count == 5 else { return nil }
        return StoreFigures(
            size: Int64(fields[0]).map { ByteCount($0) }, partitions: counts[0], steps: counts[1], retries: counts[2],
            alarms: counts[3], drifts: counts[4])
    }
}
