// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// What the agent remembers of one store: nothing of it but its disk decides what is done to the store, only when.
struct StoreRecord: Hashable, Sendable {
    var desired: DesiredStore
    /// The store's place in the manifest.
    var position = 0
    /// The last plan, nil before the first pass.
    private(set) var plan: StorePlan?
    /// Since when it has been in the state that its last plan gives.
    private(set) var stateBegin: ContinuousClock.Instant?
    /// The disk on which the store was last converged.
    private var disk: DiskIdentity?
    /// How often the store has failed in a row.
    private(set) var failures = 0
    /// When the store was mended, within the last period.
    private(set) var mendings: [ContinuousClock.Instant] = []
    /// How often it was given up without a quiet period in between, and when the last rest ended or ends.
    private var surrenders = 0
    private var restEnd: ContinuousClock.Instant?
    /// Since when it has been to be converged, where the last pass failed at that.
    private var unmetSince: ContinuousClock.Instant?
    /// What has been counted of it, whatever else was wanted of it meanwhile.
    private(set) var figures = StoreFigures()
    /// Whether the store is left to somebody who changes it back again and again.
    private(set) var isGivenUp = false

    init(_ desired: DesiredStore) { self.desired = desired }

    /// Goes on from what was known of a store before something else was wanted of it.
    init(_ desired: DesiredStore, after other: StoreRecord?) {
        self.init(desired)
        if other?.desired.backing == desired.backing { disk = other?.disk }
        figures = other?.figures ?? figures
    }

    /// What is wanted, on the disk on which it was last found.
    ///
    /// A store that stands on another one's partition leaves it to that one to know its disk.
    var expected: DesiredStore {
        var store = desired
        store.formerDisk = desired.foundation == nil ? disk : nil
        return store
    }

    /// What follows from a pass.
    struct Consequence: Hashable, Sendable {
        /// How long the store is left alone; nil where the next event may have it looked at.
        var pause: Duration?
        /// Nil where there is nothing to tell that was not told before.
        var notice: Notice?
    }

    /// Somebody asks for a fresh look: what was before counts no more, and any disk will do.
    mutating func startOver() {
        forgive()
        disk = nil
    }

    private mutating func forgive() {
        failures = 0
        mendings = []
        surrenders = 0
        restEnd = nil
    }

    /// How long it took from the first event until a pass had the store converged; nil where it has not, or there was
    /// nothing to do.
    ///
    /// It is asked before the outcome is taken in.
    /// - Parameter begin: when the first event came that this pass was for.
    mutating func time(
        to outcome: PassOutcome, since begin: ContinuousClock.Instant?, at now: ContinuousClock.Instant
    ) -> Duration? {
        let first = unmetSince ?? begin
        unmetSince = outcome.plan.state == .failed ? first : nil
        guard outcome.plan.state == .converged, outcome.steps > 0 || plan?.state != .converged else { return nil }
        return first.map { $0.duration(to: now) }
    }

    /// Counts what a pass came to, before it is taken in.
    private mutating func count(_ outcome: PassOutcome) {
        if failures > 0 { figures.retries += 1 }
        if outcome.steps > 0, plan?.state == .converged { figures.drifts += 1 }
    }

    /// Takes in what a pass came to.
    mutating func take(
        _ outcome: PassOutcome, at now: ContinuousClock.Instant, _ limits: AgentLimits
    ) -> Consequence {
        count(outcome)
        // What is set up for the first time, or when its disk has come, was not undone by anybody.
        let isMended = outcome.steps > 0 && plan != nil && plan?.state != .waiting
        let isNews = outcome.steps > 0 || plan?.state != outcome.plan.state || plan?.reason != outcome.plan.reason
        if plan?.state != outcome.plan.state { stateBegin = now }
        plan = outcome.plan
        isGivenUp = false
        if outcome.plan.state == .converged { disk = outcome.plan.basis.disk }
        if outcome.plan.state == .failed { return failed(outcome, limits) }
        failures = 0
        mendings.removeAll { $0 + limits.mendingPeriod <= now }
        guard outcome.steps > 0 else {
            // The other has stopped: a whole period with nothing to mend.
            if mendings.isEmpty, let end = restEnd, end + limits.mendingPeriod <= now { forgive() }
            return Consequence(notice: isNews ? Notice(outcome, next: nil) : nil)
        }
        if isMended { mendings.append(now) }
        if mendings.count > limits.mendings { return givenUp(outcome, at: now, limits) }
        return Consequence(notice: Notice(outcome, next: nil))
    }

    /// Every try is told, with the time of the next.
    private mutating func failed(_ outcome: PassOutcome, _ limits: AgentLimits) -> Consequence {
        failures += 1
        let pause = limits.retry.delay(after: failures, for: desired.name)
        return Consequence(
            pause: pause, notice: Notice(outcome, next: "the next try is in \(pause.inWords)"))
    }

    private mutating func givenUp(
        _ outcome: PassOutcome, at now: ContinuousClock.Instant, _ limits: AgentLimits
    ) -> Consequence {
        surrenders += 1
        figures.alarms += 1
        isGivenUp = true
        let pause = limits.surrender.delay(after: surrenders, for: desired.name)
        restEnd = now + pause
        let sentence = """
            given up for \(pause.inWords): it had to be mended \(mendings.count) times within \
            \(limits.mendingPeriod.inWords), so another program changes it back; find out which, then send SIGHUP
            """
        return Consequence(
            pause: pause,
            notice: Notice(
                .warning, outcome.plan.name, device: outcome.plan.device, sentence))
    }
}
