// SPDX-License-Identifier: MIT

package import WrightModel

/// What the agent tells those who ask.
extension AgentState {
    /// Everything as it is at this moment, the stores in the manifest's order.
    package func view(at now: Instant, process: Int32) -> AgentView {
        AgentView(
            process: process, isReady: isReady, passes: passes, lastPass: lastPassEnd.map { $0.duration(to: now) },
            work: pass.map { $0.begin.duration(to: now) }, refusal: refusal,
            stores: desired.stores.compactMap { store in
                records[store.name]?.view(at: now, nextTry: pauses.end(of: store.name))
            }, figures: figures(at: now))
    }
}

extension StoreRecord {
    /// Nil before the first pass.
    func view(at now: ContinuousClock.Instant, nextTry: ContinuousClock.Instant?) -> AgentView.Store? {
        guard let plan else { return nil }
        return AgentView.Store(
            name: desired.name, state: plan.state, stateAge: stateBegin.map { $0.duration(to: now) } ?? .zero,
            failures: failures, nextTry: nextTry.map { max(.zero, now.duration(to: $0)) }, mendings: mendings.count,
            isGivenUp: isGivenUp, reason: plan.reason, remedy: plan.remedy, device: plan.device, backing: plan.backing,
            figures: figures(of: plan))
    }
}
