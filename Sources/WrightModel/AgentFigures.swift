// SPDX-License-Identifier: MIT

/// What an agent has counted since it began.
package struct AgentFigures: Hashable, Sendable {
    /// How long ago a pass last left every store converged or waiting; nil where none has.
    package var lastConverged: Duration?
    package var convergence: ConvergenceTimes

    package init(lastConverged: Duration? = nil, convergence: ConvergenceTimes = ConvergenceTimes()) {
        self.lastConverged = lastConverged
        self.convergence = convergence
    }
}

/// What is measured of a store, and what an agent has counted of it since it began.
package struct StoreFigures: Hashable, Sendable {
    /// The size of its device; nil where it has none.
    package var size: ByteCount?
    package var partitions: Int
    /// How many steps lie between the store and the manifest.
    package var steps: Int
    /// How often it was tried again after it had failed.
    package var retries: Int
    /// How often it was left to another program that changes it back again and again.
    package var alarms: Int
    /// How often it was converged, was found changed, and was mended.
    package var drifts: Int

    package init(
        size: ByteCount? = nil, partitions: Int = 0, steps: Int = 0, retries: Int = 0, alarms: Int = 0, drifts: Int = 0
    ) {
        self.size = size
        self.partitions = partitions
        self.steps = steps
        self.retries = retries
        self.alarms = alarms
        self.drifts = drifts
    }
}
