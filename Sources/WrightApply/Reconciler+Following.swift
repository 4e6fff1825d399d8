// SPDX-License-Identifier: MIT

import WrightModel

extension Reconciler {
    /// Has the kernel's partitions and the links follow a table that was changed: by the path that every store is
    /// converged on.
    ///
    /// - Parameter store: the store with no wish but the names of the partitions that are left.
    /// - Returns: the plan as converged for this reason, or the store's last plan where it is not.
    func follow(
        _ plan: StorePlan, as store: DesiredStore, because reason: String, report: (Progress) -> Void
    ) -> StorePlan {
        var plan = plan
        plan.steps = []
        plan.losses = []
        plan.state = .converged
        plan.reason = reason
        guard plan.device != nil else { return plan }
        let outcome = converge([store]) { progress in
            if case .planned = progress { return }
            report(progress)
        }
        guard let last = outcome.stores.first, last.state != .converged else { return plan }
        return last
    }
}
