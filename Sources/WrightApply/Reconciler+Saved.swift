// SPDX-License-Identifier: MIT

package import WrightModel
import WrightPlan

extension Reconciler {
    /// Takes the steps of plans that have been shown, and no others: foundations first, and each store once.
    ///
    /// Where a store no longer comes to the steps that were shown, be it by what was done for one that it stands on,
    /// nothing is done for it. What is not as it should be afterwards is told and not mended.
    ///
    /// - Parameter plans: those of the stores for which something is to be done.
    /// - Returns: the last plan of each of these stores: converged, or why not.
    package func carryOut(
        _ plans: [StorePlan], of stores: [DesiredStore], report: (Progress) -> Void
    ) -> [StorePlan] {
        let shown = Dictionary(plans.map { ($0.name, $0) }) { first, _ in first }
        var ended: [StorePlan] = []
        for wave in StoreOrdering.waves(stores.filter { shown[$0.name] != nil }) {
            let now = look(at: wave).map(\.plan)
            let isSame = now.map { $0.state == .pending && $0.steps == shown[$0.name]?.steps }
            let same = wave.indices.filter { isSame[$0] }
            ended += round(of: same.map { wave[$0] }, by: same.map { now[$0] }, unheard: patience, report: report)
                .map(\.plan)
            ended += wave.indices.filter { !isSame[$0] }.map { now[$0].overtaken }
        }
        executor.noteOrigins(of: ended)
        return stores.compactMap { store in ended.first { $0.name == store.name } }
    }
}

extension StorePlan {
    /// The plan of a store that is left as it is, for it is not the one that was shown.
    fileprivate var overtaken: StorePlan {
        guard state != .converged else { return self }
        var plan = self
        plan.block(
            by: Obstacle(
                "its steps are no longer those that were shown, and none of them was taken: \(reason)",
                remedy: "look at what `loopwright plan \(name)` says now"))
        return plan
    }
}
