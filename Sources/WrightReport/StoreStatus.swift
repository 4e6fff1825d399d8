// SPDX-License-Identifier: MIT

package import WrightModel

/// A store as `status` shows it: what is to be done for it, how large its device is, and what the
/// agent remembers of it.
package struct StoreStatus: Hashable, Sendable {
    package var plan: StorePlan
    /// The size of the store's device; nil where it has none.
    package var size: ByteCount?
    /// Nil where no agent was asked, or where it has not looked at the store yet.
    package var agent: AgentView.Store?

    package init(_ plan: StorePlan, size: ByteCount? = nil, agent: AgentView.Store? = nil) {
        self.plan = plan
        self.size = size
        self.agent = agent
    }

    /// What is known of a store from its agent alone.
    package init(_ agent: AgentView.Store) {
        let plan = StorePlan(
            name: agent.name, state: agent.state, reason: agent.reason, remedy: agent.remedy, backing: agent.backing,
            device: agent.device)
        self.init(plan, agent: agent)
    }
}
