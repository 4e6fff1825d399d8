// SPDX-License-Identifier: MIT

/// How a step was carried out.
package struct StepTrace: Hashable, Sendable {
    /// How long it took.
    package var time: Duration
    /// The system calls by the names of their manual pages, in their order; none where they were not kept.
    package var calls: [String]

    package init(time: Duration, calls: [String] = []) {
        self.time = time
        self.calls = calls
    }
}
