// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// What the agent remembers of stores that have left the manifest and of which something is attached still.
///
/// As with stores, nothing of it decides what is done; only when, and what has been told already.
struct OrphanWatch: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// Whether they are to be looked for: at first, for another run may have left some.
    private(set) var isDirty = true
    private var orphans: [StoreName: Orphan] = [:]
    /// Those that the look on its way leaves out.
    private var spared: Set<StoreName> = []
    /// The disks of those that wait for something, by the kernel's names.
    private var disks: Set<String> = []

    private struct Orphan {
        var plan: StorePlan
        /// How often it has failed in a row, and until when it is left alone.
        var failures = 0
        var pauseEnd: Instant?
    }

    var count: Int { orphans.count }
    /// When the next pause ends.
    var pauseEnd: Instant? { orphans.values.compactMap(\.pauseEnd).min() }

    mutating func mark() { isDirty = true }

    /// A look begins.
    ///
    /// - Returns: those that it is to leave alone.
    mutating func begin() -> Set<StoreName> {
        isDirty = false
        spared = Set(orphans.filter { $0.value.pauseEnd != nil }.keys)
        return spared
    }

    /// Whether an event may be about one of them; what that costs does not grow with their number.
    ///
    /// What failed has raised events itself, and waits for the end of its pause.
    func isConcerned(by hint: DeviceHint) -> Bool { disks.contains(hint.disk) }

    /// Whether a pause was over, so that there is to be another look.
    mutating func endPauses(at now: Instant) -> Bool {
        let over = orphans.filter { $0.value.pauseEnd.map { $0 <= now } ?? false }.keys
        for name in over { orphans[name]?.pauseEnd = nil }
        return !over.isEmpty
    }

    /// Somebody asks for a fresh look: nothing is left alone any more.
    mutating func forgive() {
        for name in orphans.keys { orphans[name]?.pauseEnd = nil }
    }

    /// Takes in what a look came to, and gives what there is to tell that was not told before.
    mutating func take(_ outcomes: [PassOutcome], at now: Instant, _ limits: AgentLimits) -> [Notice] {
        let before = orphans
        orphans = before.filter { spared.contains($0.key) }
        let notices = outcomes.compactMap { take($0, before[$0.plan.name], at: now, limits) }
        let waiting = orphans.values.filter { $0.failures == 0 }
        disks = Set(waiting.compactMap { $0.plan.device.map { String($0.dropFirst("/dev/".count)) } })
        return notices
    }

    private mutating func take(
        _ outcome: PassOutcome, _ before: Orphan?, at now: Instant, _ limits: AgentLimits
    ) -> Notice? {
        let plan = outcome.plan
        guard plan.state != .converged else { return Notice(goneAfter: outcome) }
        orphans[plan.name] = Orphan(plan: plan)
        guard plan.state != .failed else {
            let failures = (before?.failures ?? 0) + 1
            let pause = limits.retry.delay(after: failures, for: plan.name)
            orphans[plan.name] = Orphan(plan: plan, failures: failures, pauseEnd: now + pause)
            return Notice(outcome, next: "the next try is in \(pause.inWords)")
        }
        let isNews = before?.plan.state != plan.state || before?.plan.reason != plan.reason
        return isNews ? Notice(outcome, next: nil) : nil
    }
}

extension Notice {
    fileprivate init(goneAfter outcome: PassOutcome) {
        let sentence =
            "taken down after \(Sentence.count(outcome.steps, "step")): the manifest does not name it any more"
        self.init(.notice, outcome.plan.name, sentence)
    }
}
