// SPDX-License-Identifier: MIT

package import WrightModel

/// A store, what was found of it, and what follows: all that `explain` tells of.
package struct Explanation: Hashable, Sendable {
    package var desired: DesiredStore
    package var observed: ObservedStore
    package var plan: StorePlan
    package var evidence: Evidence
    /// Nil where no agent answers.
    package var agent: AgentView.Store?

    package init(
        _ desired: DesiredStore, _ observed: ObservedStore, _ plan: StorePlan, _ evidence: Evidence,
        agent: AgentView.Store? = nil
    ) {
        self.desired = desired
        self.observed = observed
        self.plan = plan
        self.evidence = evidence
        self.agent = agent
    }

    /// The links that the store is to have, with the device to which each is to lead and where it leads.
    var links: [LinkFinding] {
        let shown = Dictionary((observed.device?.partitions ?? []).map { ($0.number, $0.device) }) { first, _ in first }
        let disk = plan.links.map {
            LinkFinding(link: $0, number: nil, wanted: observed.device?.number, found: observed.links[$0])
        }
        let others = plan.partitions.flatMap { partition in
            partition.links.map {
                LinkFinding(
                    link: $0, number: partition.number, wanted: shown[partition.number], found: observed.links[$0])
            }
        }
        return disk + others
    }

    /// The disk (nil) and partitions of which udev is told something else than the plan has.
    var misrecorded: [Int?] {
        guard observed.device != nil else { return [] }
        var wanted: [Int?: Set<LinkPath>] = [nil: Set(plan.links)]
        for partition in plan.partitions { wanted[partition.number] = Set(partition.links) }
        let told = observed.records.mapValues(Set.init)
        return Set(wanted.keys).union(told.keys).filter { (wanted[$0] ?? []) != (told[$0] ?? []) }
            .sorted { ($0 ?? 0) < ($1 ?? 0) }
    }
}

/// A link that is to be there, and what is.
struct LinkFinding: Hashable {
    var link: LinkPath
    /// The partition that it is for; nil for the whole disk.
    var number: Int?
    var wanted: DeviceNumber?
    var found: LinkTarget?

    var isRight: Bool { wanted != nil && found == wanted.map(LinkTarget.device) }

    /// What is found, as a clause about the link.
    var words: String {
        switch found {
        case nil: "is not there"
        case .device(let number)?: isRight ? "leads where it should" : "leads to device \(number)"
        case .dangling?: "leads to nothing"
        case .elsewhere?: "leads to no block device"
        case .foreign?: "is no link"
        }
    }
}
