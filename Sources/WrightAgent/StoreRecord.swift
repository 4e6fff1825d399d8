// SPDX-License-Identifier: MIT

import WrightModel

/// What the agent remembers of one store: nothing of it decides what is done to the store, only when.
struct StoreRecord: Hashable, Sendable {
    var desired: DesiredStore
    /// The last plan, nil before the first pass.
    private(set) var plan: StorePlan?
    /// How often the store has failed in a row.
    private var failures = 0
    /// When the store was mended, within the last period.
    private var mendings: [ContinuousClock.Instant] = []
    /// How often it was given up without a quiet period in between.
    private var surrenders = 0

    init(_ desired: DesiredStore) { self.desired = desired }

    /// What follows from a pass.
    struct Consequence: Hashable, Sendable {
        /// How long the store is left alone; nil where the next event may have it looked at.
        var pause: Duration?
        /// Nil where there is nothing to tell that was not told before.
        var notice: Notice?
    }

    /// Somebody wants something new of the store, or asks for a fresh look: what was before counts no more.
    mutating func forgive() {
        failures = 0
        mendings = []
        surrenders = 0
    }

    /// Takes in what a pass came to.
    mutating func take(
        _ outcome: PassOutcome, at now: ContinuousClock.Instant, _ limits: AgentLimits
    ) -> Consequence {
        let isNews = outcome.steps > 0 || plan?.state != outcome.plan.state || plan?.reason != outcome.plan.reason
        plan = outcome.plan
        if outcome.plan.state == .failed { return failed(outcome, limits) }
        failures = 0
        mendings.removeAll { $0 + limits.mendingPeriod <= now }
        if mendings.isEmpty { surrenders = 0 }
        guard outcome.steps > 0 else { return Consequence(notice: isNews ? Notice(outcome, next: nil) : nil) }
        mendings.append(now)
        if mendings.count > limits.mendings { return givenUp(outcome, limits) }
        return Consequence(notice: Notice(outcome, next: nil))
    }

    /// Every try is told, with the time of the next.
    private mutating func failed(_ outcome: PassOutcome, _ limits: AgentLimits) -> Consequence {
        failures += 1
        let pause = limits.retry.delay(after: failures, for: desired.name)
        return Consequence(
            pause: pause, notice: Notice(outcome, next: "the next try is in \(Clock.words(for: pause))"))
    }

    private mutating func givenUp(_ outcome: PassOutcome, _ limits: AgentLimits) -> Consequence {
        let count = mendings.count
        surrenders += 1
        // One mending more and the other has changed it back again.
        mendings.removeFirst()
        let pause = limits.surrender.delay(after: surrenders, for: desired.name)
        let sentence =
            "something else has changed it back \(count) times within \(Clock.words(for: limits.mendingPeriod)): it is left alone for \(Clock.words(for: pause)); find out who, then send the agent SIGHUP"
        return Consequence(pause: pause, notice: Notice(.warning, outcome.plan.name, sentence))
    }
}
