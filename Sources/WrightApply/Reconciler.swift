// SPDX-License-Identifier: MIT

package import WrightKernel
package import WrightModel
package import WrightObserve
import WrightPlan
import WrightUdev

/// Observes, plans, acts and observes again: the one path that every command and the agent converge stores on.
package struct Reconciler {
    let host: Host
    let trust: PathTrust
    /// How long udev may take between one link and the next.
    let patience: Duration
    let executor: Executor
    /// All stores of the manifest: one may reach for the same disk as one that is looked at.
    private let neighbours: [DesiredStore]

    /// - Parameters:
    ///   - manifest: the path of the manifest that the stores are from.
    ///   - neighbours: all stores of that manifest; those that are not looked at are to keep their disk.
    package init(
        host: Host, trust: PathTrust, manifest: String, neighbours: [DesiredStore] = [],
        patience: Duration = .seconds(30)
    ) {
        self.host = host
        self.trust = trust
        self.neighbours = neighbours
        self.patience = patience
        executor = Executor(keeper: host.linkKeeper, trust: trust, manifest: manifest)
    }

    /// A store as it is, and what is to be done for it.
    package struct Look {
        /// In brief, unless all was to be looked at.
        package let observed: ObservedStore
        package fileprivate(set) var plan: StorePlan
        /// Whether another store reaches for the same bytes.
        fileprivate var isContested = false
    }

    /// Looks at every store in the light of one look at the machine; nothing is changed.
    ///
    /// - Parameters:
    ///   - snapshot: the look at the machine; it may be of the machine as it will be when loops are taken down.
    ///   - closely: whether all is looked at that can be told; else no more than each plan rests on.
    package func look(
        at stores: [DesiredStore], in snapshot: MachineSnapshot = .take(), closely: Bool = false
    ) -> [Look] {
        let observer = Observer(snapshot: snapshot, trust: trust)
        var looks = stores.map { look(at: $0, by: observer, closely: closely) }
        var ground = SharedGround()
        for (store, look) in zip(stores, looks) { ground.add(store, look.observed) }
        for (store, observed) in glances(besides: stores, by: observer) { ground.add(store, observed) }
        let contests = ground.obstacles
        // In place: of a thousand stores nothing is kept twice.
        for index in looks.indices {
            guard let obstacles = contests[looks[index].plan.name] else { continue }
            looks[index].plan.block(obstacles)
            looks[index].isContested = true
        }
        return looks
    }

    /// Where the stores stand that share a manifest with those that are looked at, and may share a disk with them.
    ///
    /// A file needs no such glance: who attaches it first has it, and is seen to.
    private func glances(
        besides stores: [DesiredStore], by observer: Observer
    ) -> [(DesiredStore, ObservedStore)] {
        guard stores.contains(where: \.isOnDisk) else { return [] }
        let names = Set(stores.map(\.name))
        return neighbours.filter { $0.isOnDisk && !names.contains($0.name) }.map { ($0, observer.glance(at: $0)) }
    }

    /// A store is looked at closely where something is to be done; of a thousand no more is kept than is asked for.
    private func look(at store: DesiredStore, by observer: Observer, closely: Bool) -> Look {
        var observed = observer.observe(store, closely: closely)
        var plan = Planner.plan(store, observed, host: host)
        if !closely, plan.state != .converged, observed.device != nil {
            observed = observer.observe(store)
            plan = Planner.plan(store, observed, host: host)
        }
        return Look(observed: closely ? observed : observed.inBrief, plan: plan)
    }

    /// A store as it is now, with the processes that have its device open for longer than a moment.
    func observeWithOpeners(_ store: DesiredStore) -> ObservedStore {
        var observed = Observer(snapshot: .take(), trust: trust).observe(store)
        if let device = observed.device {
            observed.device = device.withUses(
                from: .look(for: Set(device.identities), outwaiting: DeviceOpeners.glance))
        }
        return observed
    }

    /// Gives backings that are not there yet some time to appear.
    package func awaitBackings(of stores: [DesiredStore], for period: Duration) {
        guard period > .zero else { return }
        let events = UdevBacklog(keeper: host.linkKeeper)
        let deadline = ContinuousClock.now + period
        while ContinuousClock.now < deadline {
            guard look(at: stores).contains(where: { $0.plan.state == .waiting }) else { return }
            events.listen(for: .milliseconds(200))
        }
    }

    /// Tidies up what is left of disks that are gone: before the first look, which then does not see it any more.
    package func tidyUp() { executor.forgetAbsent() }

    /// Converges the stores, foundations first, and tells `report` of every turn.
    ///
    /// - Returns: every store's last plan, in the order in which the stores were given: converged, or why not.
    package func converge(_ stores: [DesiredStore], report: (Progress) -> Void) -> Plan {
        tidyUp()
        return converge(stores, seen: look(at: stores), report: report)
    }

    /// Converges stores that have just been looked at.
    package func converge(_ stores: [DesiredStore], seen: [Look], report: (Progress) -> Void) -> Plan {
        var finished: [StoreName: StorePlan] = [:]
        var known = Dictionary(seen.map { ($0.plan.name, $0.plan) }) { first, _ in first }
        // Of two that reach for the same bytes none is looked at alone, which would find nothing in its way.
        for look in seen where look.isContested {
            finished[look.plan.name] = look.plan
            report(.planned(look.plan))
        }
        for wave in StoreOrdering.waves(stores.filter { finished[$0.name] == nil }) {
            var plans = wave.compactMap { known[$0.name] }
            if plans.count < wave.count { plans = look(at: wave).map(\.plan) }
            // What stands on a store that is changed looks otherwise from then on.
            if plans.contains(where: { !$0.steps.isEmpty }) { known = [:] }
            for plan in converge(wave: wave, by: plans, report: report) { finished[plan.name] = plan }
        }
        let plans = stores.compactMap { finished[$0.name] }
        executor.noteOrigins(of: plans)
        return Plan(stores: plans)
    }

    /// Converges stores that do not stand on each other.
    ///
    /// A store that somebody else changed, be it while its links were waited for, is looked at and planned anew, and
    /// given up when that happens again and again.
    private func converge(
        wave: [DesiredStore], by plans: [StorePlan], report: (Progress) -> Void
    ) -> [StorePlan] {
        var endings = round(of: wave, by: plans, unheard: shortPatience, report: report)
        for number in 2...Reconciler.rounds {
            let stale = endings.indices.filter { endings[$0].isStale }
            guard !stale.isEmpty else { break }
            let again = stale.map { wave[$0] }
            let next = round(
                of: again, by: look(at: again).map(\.plan),
                unheard: number < Reconciler.rounds ? shortPatience : patience, report: report)
            for (index, ending) in zip(stale, next) { endings[index] = ending }
        }
        return endings.map(\.plan)
    }

    private static let rounds = 3

    /// How long links are waited for in all rounds but the last where it is not known what udev has still to do.
    ///
    /// A link that somebody removes meanwhile never comes by itself: udev has to be told anew. Where udev is merely slow,
    /// the last round gives it all the time that it may take.
    private var shortPatience: Duration { min(patience, .seconds(3)) }

    /// How one round of work on a store ended.
    struct Ending {
        let plan: StorePlan
        /// The world was no longer the one that was planned for, or is not the one that was to come of it.
        let isStale: Bool
    }

    /// Acts, waits for udev, and looks again.
    ///
    /// - Parameter unheard: how long links are waited for where answers of udev's were lost.
    func round(
        of stores: [DesiredStore], by plans: [StorePlan], unheard: Duration, report: (Progress) -> Void
    ) -> [Ending] {
        guard plans.contains(where: { !$0.steps.isEmpty }) else {
            plans.forEach { report(.planned($0)) }
            return plans.map { Ending(plan: $0, isStale: false) }
        }
        let backlog = UdevBacklog(keeper: host.linkKeeper)
        let works = work(on: stores, by: plans, backlog, report: report)
        var readiness = Readiness()
        for work in works { work.expectLinks(of: &readiness) }
        // Where no round follows, nobody asks for a missing link anew.
        let missing = readiness.wait(
            on: backlog, patience: patience, unheard: unheard,
            lastCall: unheard < patience ? Readiness.lastCall : shortPatience
        ) {
            report(.waiting(links: $0))
        }
        // The shields are lifted here at the earliest: udev has worked off what the writing of tables raised.
        return withExtendedLifetime(works) { endings(of: stores, plans, works.map(\.failure), missing) }
    }

    /// Carries plans out: some stores ahead of the one that gets its partitions have their devices already, so that
    /// udevd is done with a disk when it hears of what is on it, and has partitions to work on while an image is made.
    private func work(
        on stores: [DesiredStore], by plans: [StorePlan], _ backlog: UdevBacklog, report: (Progress) -> Void
    ) -> [StoreWork] {
        var works = zip(plans, stores).map { StoreWork($0, file: $1.backing.file, backlog: backlog) }
        let isAlone = plans.filter { !$0.steps.isEmpty }.count < 2
        var attached = works.startIndex
        for index in works.indices {
            while !isAlone, attached < min(index + Reconciler.storesAhead, works.endIndex) {
                works[attached].attach(by: executor, report: report)
                attached += 1
            }
            works[index].settleDevice(on: backlog)
            works[index].finish(by: executor, report: report)
        }
        return works
    }

    private static let storesAhead = 8

    /// Looks at every store once more: what was done must leave nothing to do.
    private func endings(
        of stores: [DesiredStore], _ plans: [StorePlan], _ failures: [StepFailure?], _ missing: [LinkPath]
    ) -> [Ending] {
        let after = look(at: stores).map(\.plan)
        return stores.indices.map { index in
            if let failure = failures[index] {
                return Ending(plan: after[index].failed(failure.description), isStale: failure.isStale)
            }
            guard !plans[index].steps.isEmpty, after[index].state == .pending else {
                return Ending(plan: after[index], isStale: false)
            }
            return Ending(plan: after[index].failed(Verdict.unfinished(after[index], missing: missing)), isStale: true)
        }
    }
}

/// A turn of the work, as it is told to whoever watches.
package enum Progress {
    case planned(StorePlan)
    /// The next step of a plan begins, of which it may not have been told yet that its turn has come.
    case began(PlannedStep, StorePlan)
    case taken(PlannedStep, StoreName, StepTrace)
    /// So many links are not right yet.
    case waiting(links: Int)
}

extension StorePlan {
    func failed(_ reason: String) -> StorePlan {
        var plan = self
        plan.state = .failed
        plan.reason = reason
        plan.remedy = nil
        plan.obstacles = []
        return plan
    }
}

/// The sentence for a store that was worked on and is not as it should be.
enum Verdict {
    static func unfinished(_ plan: StorePlan, missing: [LinkPath]) -> String {
        let own = plan.allLinks
        if let link = missing.first(where: own.contains) {
            let others = missing.filter(own.contains).count - 1
            let more = others > 0 ? " nor \(others) more" : ""
            return
                "udev has not published '\(link.absolute)'\(more) in time; is udevd stuck or another program holding a lock on '\(plan.device ?? "")'?"
        }
        let step = plan.steps.first.map { ": \($0.reason)" } ?? ""
        return "something else changed it while it was being converged\(step)"
    }
}

extension ObservedStore {
    /// The store without what only its plan is made from.
    fileprivate var inBrief: ObservedStore {
        var brief = self
        brief.contents = nil
        brief.device?.partitions = []
        brief.links = [:]
        brief.records = records.filter { $0.key == nil }
        return brief
    }
}

extension DesiredStore {
    /// Whether a disk is behind the store, of which there are many names.
    fileprivate var isOnDisk: Bool { backing.file == nil }
}
