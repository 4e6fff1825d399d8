// SPDX-License-Identifier: MIT

package import WrightModel
import WrightObserve
import WrightPlan

extension Reconciler {
    /// The plans that still hold, of those that the stores had last: a glance at each store's own disk tells, the cost
    /// of which does not grow with what else the machine has.
    ///
    /// Nothing is changed. What stands on a store of which the plan does not hold is to be looked at behind that one,
    /// and is left out like it.
    ///
    /// - Parameter news: the devices that may have come to fit a store's `match`, or to fit it no more.
    package func unchanged(
        _ stores: [DesiredStore], since plans: [StoreName: StorePlan], news: Set<DeviceNumber>,
        report: (Progress) -> Void
    ) -> [StorePlan] {
        guard !plans.isEmpty else { return [] }
        var unchanged: [StorePlan] = []
        var others: Set<StoreName> = []
        for store in StoreOrdering.waves(stores).joined() {
            let standsFast = store.foundation.map { !others.contains($0.store) } ?? true
            if standsFast, let plan = plans[store.name], stillHolds(plan, of: store, news: news) {
                unchanged.append(plan)
                report(.planned(plan))
            } else {
                others.insert(store.name)
            }
        }
        return unchanged
    }

    /// Whether a plan that has nothing left to do comes out the same, to the last word, in the light of a glance.
    ///
    /// Where it does not, everything is looked at: nothing is ever done on the strength of a glance. What one does not
    /// see are uses (mounts, swap, holders) and the loops of others, and a plan that has nothing to do does not rest on
    /// them: they stand in the way of changes and attachments, and where they are part of its words, those of the glance
    /// differ. What new words they would have, a second loop with the store's mark, and a record of a partition that is
    /// not there do no harm until the next look at everything, which is never a glance, finds them.
    private func stillHolds(_ plan: StorePlan, of store: DesiredStore, news: Set<DeviceNumber>) -> Bool {
        guard plan.state != .failed, plan.steps.isEmpty else { return false }
        var candidates: Set<DeviceNumber> = []
        if case .match = store.backing {
            candidates = news
            if case .device(let number) = plan.basis.backing { candidates.insert(number) }
        }
        let disk = plan.device.map { String($0.dropFirst("/dev/".count)) }
        let observer = Observer(snapshot: .glance(at: disk, candidates: candidates), trust: trust)
        let observed = observer.observe(store, closely: plan.state != .converged)
        return Planner.plan(store, observed, host: host) == plan
    }
}
