// SPDX-License-Identifier: MIT

import WrightModel

/// What is counted for those who watch over many machines; nothing is decided by it.
struct Measures: Sendable {
    /// When a pass last left every store converged or waiting.
    var calm: ContinuousClock.Instant?
    var convergence = ConvergenceTimes()
}

extension AgentState {
    /// Has the figures told where the manifest says.
    var measure: AgentEffect { .measure(to: desired.metricsFile) }

    func figures(at now: Instant) -> AgentFigures {
        AgentFigures(lastConverged: measures.calm.map { $0.duration(to: now) }, convergence: measures.convergence)
    }
}

extension StoreRecord {
    /// What was counted, with what the last plan says of the store.
    func figures(of plan: StorePlan) -> StoreFigures {
        var figures = figures
        figures.size = plan.device == nil ? nil : size(by: plan.basis)
        figures.partitions = plan.partitions.count
        figures.steps = plan.steps.count
        return figures
    }

    /// The part of its backing that the store uses.
    private func size(by basis: Basis) -> ByteCount? {
        basis.backingSize.map { Extent(offset: desired.offset ?? .zero, length: desired.length, within: $0).length }
    }
}
