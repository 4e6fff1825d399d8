// SPDX-License-Identifier: MIT

package import WrightModel
package import WrightText

/// The document that `plan --json`, `apply --json` and `status --json` print.
///
/// Sizes are in bytes, links are absolute paths, what is not known is null, and keys are only ever added.
package enum StatusDocument {
    /// The version of the document's form; it stays 1 while keys are only added.
    package static let format: JSONValue = 1

    /// The document with the sizes of the devices.
    package static func json(_ stores: [StoreStatus], orphans: [StorePlan] = []) -> JSONValue {
        [
            "format": format, "stores": .array(stores.map(store)),
            "orphans": .array(orphans.map { store(StoreStatus($0)) }),
        ]
    }

    /// The document of `status`, with the agent's view; null where no agent was asked.
    package static func json(
        _ stores: [StoreStatus], orphans: [StorePlan] = [], agent: AgentView?
    ) -> JSONValue {
        let stores = stores.map { store($0).adding(["agent": $0.agent.map(AgentDocument.json) ?? nil]) }
        return [
            "format": format, "stores": .array(stores), "orphans": .array(orphans.map { store(StoreStatus($0)) }),
            "agent": agent.map(AgentDocument.json) ?? nil,
        ]
    }

    /// The document of a plan, which knows no sizes of devices.
    package static func json(_ plan: Plan) -> JSONValue {
        json(plan.stores.map { StoreStatus($0) }, orphans: plan.orphans)
    }

    /// The part of the document that is of one store.
    static func json(_ plan: StorePlan) -> JSONValue { store(StoreStatus(plan)) }

    private static func store(_ status: StoreStatus) -> JSONValue {
        let plan = status.plan
        let document: JSONValue = [
            "name": .string(plan.name.text), "state": .string(plan.state.rawValue), "reason": .string(plan.reason),
            "device": JSONValue(plan.device), "backing": .string(plan.backing),
            "steps": .array(plan.steps.map { StepDocument.json($0, in: plan) }),
            "partitions": .array(plan.partitions.map(partition)), "remedy": JSONValue(plan.remedy),
            "links": plan.links.json, "size": status.size?.json ?? nil,
        ]
        return plan.losses.isEmpty ? document : document.adding(["losses": .array(plan.losses.map(\.json))])
    }

    static func partition(_ view: PartitionView) -> JSONValue {
        [
            "name": JSONValue(view.name?.text), "number": .integer(Int64(view.number)), "start": view.extent.start.json,
            "size": view.extent.length.json, "node": JSONValue(view.node), "links": view.links.json,
            "type": .string(view.type.description), "label": .string(view.label), "role": .string(view.role.word),
        ]
    }
}

extension TablePartition.Role {
    var word: String {
        switch self {
        case .primary: "primary"
        case .extended: "extended"
        case .logical: "logical"
        }
    }
}
