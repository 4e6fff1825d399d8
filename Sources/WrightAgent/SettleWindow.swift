// SPDX-License-Identifier: MIT

/// The time between the first event of a burst and the moment at which something is done about it.
struct SettleWindow: Hashable, Sendable {
    private let opened: ContinuousClock.Instant
    private var touched: ContinuousClock.Instant

    init(at now: ContinuousClock.Instant) {
        opened = now
        touched = now
    }

    /// Another event has come.
    mutating func touch(at now: ContinuousClock.Instant) { touched = max(touched, now) }

    /// When the burst counts as over.
    func end(_ limits: AgentLimits) -> ContinuousClock.Instant {
        min(touched + limits.settle, opened + limits.longestSettle)
    }
}
