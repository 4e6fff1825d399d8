// SPDX-License-Identifier: MIT

import WrightApply
import WrightModel
import WrightReport

/// What there is to show of the stores: by an own look, with what the agent remembers; by the agent alone where the
/// manifest on disk is refused.
struct StatusReport {
    let stores: [StoreStatus]
    let agent: AgentView?
    /// Why the own look was not possible.
    let trouble: Trouble?

    /// Whether there is nothing to show but the trouble.
    var isUnknown: Bool { trouble != nil && agent == nil }

    static func look(_ manifest: ManifestOptions, stores names: [String], agent: AgentView?) -> StatusReport {
        do throws(Trouble) {
            let looks = try Workshop(manifest, stores: names).look()
            let remembered = Dictionary((agent?.stores ?? []).map { ($0.name, $0) }) { first, _ in first }
            let stores = looks.map {
                StoreStatus($0.plan, size: $0.observed.device?.size, agent: remembered[$0.plan.name])
            }
            return StatusReport(stores: stores, agent: agent, trouble: nil)
        } catch {
            guard case .manifest = error else { return StatusReport(stores: [], agent: nil, trouble: error) }
            let stores = (agent?.stores ?? []).filter { names.isEmpty || names.contains($0.name.text) }
            return StatusReport(stores: stores.map { StoreStatus($0) }, agent: agent, trouble: error)
        }
    }

    /// The report without all that changes by itself, for telling whether there is anything new.
    struct Essence: Equatable {
        let stores: [StoreStatus]
        let agent: AgentView?
        let trouble: [String]
    }

    var essence: Essence {
        let plain = stores.map { StoreStatus($0.plan, size: $0.size) }
        return Essence(stores: plain, agent: agent?.essence, trouble: trouble?.lines ?? [])
    }
}
