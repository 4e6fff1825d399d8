// SPDX-License-Identifier: MIT

import WrightApply
import WrightModel
import WrightReport

/// What there is to show of the stores: by an own look, with what the agent remembers; by the agent alone where the
/// manifest on disk is refused.
struct StatusReport {
    let stores: [StoreStatus]
    /// What stores have attached that have left the manifest, and whether that has it taken down.
    var orphans: [StorePlan] = []
    var prunes = false
    let agent: AgentView?
    /// Why the own look was not possible.
    let trouble: Trouble?

    /// What is to be done.
    var plan: Plan { Plan(stores: stores.map(\.plan), orphans: orphans, prunes: prunes) }

    /// Whether there is nothing to show but the trouble.
    var isUnknown: Bool { trouble != nil && agent == nil }

    static func look(_ manifest: ManifestOptions, stores names: [String], agent: AgentView?) -> StatusReport {
        do throws(Trouble) {
            let (looks, plan) = try Workshop(manifest, stores: names).look()
            let remembered = Dictionary((agent?.stores ?? []).map { ($0.name, $0) }) { first, _ in first }
            let stores = looks.map {
                StoreStatus($0.plan, size: $0.observed.device?.size, agent: remembered[$0.plan.name])
            }
            return StatusReport(
                stores: stores, orphans: plan.orphans, prunes: plan.prunes, agent: agent, trouble: nil)
        } catch {
            guard case .manifest = error else { return StatusReport(stores: [], agent: nil, trouble: error) }
            let stores = (agent?.stores ?? []).filter { names.isEmpty || names.contains($0.name.text) }
            return StatusReport(stores: stores.map { StoreStatus($0) }, agent: agent, trouble: error)
        }
    }

    /// The report without all that changes by itself, for telling whether there is anything new.
    struct Essence: Equatable {
        let stores: [StoreStatus]
        let orphans: [StorePlan]
        let agent: AgentView?
        let trouble: [String]
    }

    var essence: Essence {
        let plain = stores.map { StoreStatus($0.plan, size: $0.size) }
        return Essence(stores: plain, orphans: orphans, agent: agent?.essence, trouble: trouble?.lines ?? [])
    }
}
