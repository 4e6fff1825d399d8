// SPDX-License-Identifier: MIT

package import WrightModel
import WrightText

/// A plan in one line: `3 stores: 1 converged, 1 pending with 9 steps, 1 waiting; 1 orphan: 1 blocked`.
package enum PlanSummary {
    /// The number of stores and of orphans in each state, and of all their steps.
    package static func line(_ plan: Plan) -> String {
        let stores = plan.stores.isEmpty ? "no stores" : count(plan.stores, "store")
        return plan.orphans.isEmpty ? stores : stores + "; " + count(plan.orphans, "orphan")
    }

    private static func count(_ plans: [StorePlan], _ noun: String) -> String {
        let states = StoreState.allCases.compactMap { state -> String? in
            let count = plans.count { $0.state == state }
            guard count > 0 else { return nil }
            return "\(count) \(state.rawValue)" + (state == .pending ? " with " + steps(of: plans) : "")
        }
        return Sentence.count(plans.count, noun) + ": " + states.joined(separator: ", ")
    }

    private static func steps(of plans: [StorePlan]) -> String {
        Sentence.count(plans.reduce(0) { $0 + $1.steps.count }, "step")
    }
}
