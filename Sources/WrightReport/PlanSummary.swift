// SPDX-License-Identifier: MIT

package import WrightModel
import WrightText

/// A plan in one line: `3 stores: 1 converged, 1 pending with 9 steps, 1 waiting`.
package enum PlanSummary {
    /// The number of stores in each state, and of all steps.
    package static func line(_ stores: [StorePlan]) -> String {
        guard !stores.isEmpty else { return "no stores" }
        let states = StoreState.allCases.compactMap { state -> String? in
            let count = stores.count { $0.state == state }
            guard count > 0 else { return nil }
            return "\(count) \(state.rawValue)" + (state == .pending ? " with " + steps(of: stores) : "")
        }
        return Sentence.count(stores.count, "store") + ": " + states.joined(separator: ", ")
    }

    private static func steps(of stores: [StorePlan]) -> String {
        Sentence.count(stores.reduce(0) { $0 + $1.steps.count }, "step")
    }
}
