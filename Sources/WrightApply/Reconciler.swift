// SPDX-License-Identifier: MIT

package import WrightKernel
package import WrightModel
import WrightObserve
import WrightPlan
import WrightUdev

/// Observes, plans, acts and observes again: the one path that every command and the agent converge stores on.
package struct Reconciler {
    private let host: Host
    private let trust: PathTrust
    /// How long udev may take between one link and the next, in milliseconds.
    private let patience: Int

    package init(host: Host, trust: PathTrust, patience: Int = 30_000) {
        self.host = host
        self.trust = trust
        self.patience = patience
    }

    /// Plans every store against one look at the machine; nothing is changed.
    package func plan(_ stores: [DesiredStore]) throws(SyscallFailure) -> Plan {
        let observer = Observer(snapshot: try MachineSnapshot.take(), trust: trust)
        return Plan(stores: stores.map { Planner.plan($0, observer.observe($0), host: host) })
    }

    /// Converges the stores, foundations first, and tells `report` of every turn.
    ///
    /// - Returns: every store's last plan, in the order in which the stores were given: converged, or why not.
    package func converge(
        _ stores: [DesiredStore], report: (Progress) -> Void
    ) throws(SyscallFailure) -> Plan {
        var finished: [StoreName: StorePlan] = [:]
        for wave in StoreOrdering.waves(stores) {
            for plan in try converge(wave: wave, report: report) { finished[plan.name] = plan }
        }
        return Plan(stores: stores.compactMap { finished[$0.name] })
    }

    /// Converges stores that do not stand on each other: all of them are attached before any link is waited for.
    private func converge(
        wave: [DesiredStore], report: (Progress) -> Void
    ) throws(SyscallFailure) -> [StorePlan] {
        var monitor = host.linkKeeper == .udev ? try? UdevMonitor.open() : nil
        let plans = try plan(wave).stores
        var failures: [StoreName: StepFailure] = [:]
        for (store, plan) in zip(wave, plans) {
            report(.planned(plan))
            failures[store.name] = act(on: plan, of: store, report: report)
        }
        let acted = zip(wave, plans).filter { !$1.steps.isEmpty && failures[$0.name] == nil }.map(\.0)
        guard !acted.isEmpty || !failures.isEmpty else { return plans }
        let missing = try awaitLinks(of: acted, on: &monitor, report: report)
        return try verdicts(on: wave, plans, failures, missing)
    }

    private func act(
        on plan: StorePlan, of store: DesiredStore, report: (Progress) -> Void
    ) -> StepFailure? {
        do {
            try Executor(keeper: host.linkKeeper, trust: trust).run(plan, of: store) { report(.taken($0, store.name)) }
            return nil
        } catch {
            return error
        }
    }

    private func awaitLinks(
        of stores: [DesiredStore], on monitor: inout UdevMonitor?, report: (Progress) -> Void
    ) throws(SyscallFailure) -> [LinkPath] {
        let observer = Observer(snapshot: try MachineSnapshot.take(), trust: trust)
        var readiness = Readiness()
        for store in stores {
            let observed = observer.observe(store)
            guard let device = observed.device else { continue }
            let plan = Planner.plan(store, observed, host: host)
            readiness.expect(plan, device: device)
            readiness.expectAbsence(of: unwanted(observed.links.keys, by: plan))
        }
        return readiness.wait(on: &monitor, patience: patience) { report(.waiting(links: $0)) }
    }

    /// Links in the store's own folder that its plan does not name any more.
    private func unwanted(_ links: some Sequence<LinkPath>, by plan: StorePlan) -> [LinkPath] {
        let wanted = Set(plan.links + plan.partitions.flatMap(\.links))
        return links.filter { $0.belongs(to: plan.name) && !wanted.contains($0) }
    }

    /// Looks at every store once more: what was done must leave nothing to do.
    private func verdicts(
        on stores: [DesiredStore], _ plans: [StorePlan], _ failures: [StoreName: StepFailure], _ missing: [LinkPath]
    ) throws(SyscallFailure) -> [StorePlan] {
        let after = try plan(stores).stores
        return zip(plans, after).map { before, after in
            if let failure = failures[before.name] { return after.failed(failure.description) }
            guard !before.steps.isEmpty, after.state == .pending else { return after }
            return after.failed(Verdict.unfinished(after, missing: missing))
        }
    }
}

/// A turn of the work, as it is told to whoever watches.
package enum Progress {
    case planned(StorePlan)
    case taken(PlannedStep, StoreName)
    /// So many links are not right yet.
    case waiting(links: Int)
}

extension StorePlan {
    func failed(_ reason: String) -> StorePlan {
        var plan = self
        plan.state = .failed
        plan.reason = reason
        plan.remedy = nil
        return plan
    }
}

/// The sentence for a store that was worked on and is not as it should be.
enum Verdict {
    static func unfinished(_ plan: StorePlan, missing: [LinkPath]) -> String {
        let own = Set(plan.links + plan.partitions.flatMap(\.links))
        if let link = missing.first(where: own.contains) {
            let others = missing.filter(own.contains).count - 1
            let more = others > 0 ? " nor \(others) more" : ""
            return "udev has not published '\(link.absolute)'\(more) in time; is udevd stuck or another program holding a lock on '\(plan.device ?? "")'?"
        }
        let step = plan.steps.first.map { ": \($0.reason)" } ?? ""
        return "something else changed it while it was being converged\(step)"
    }
}
