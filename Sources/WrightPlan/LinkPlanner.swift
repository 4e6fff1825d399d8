// SPDX-License-Identifier: MIT

import WrightModel

/// The links that a store's devices are to have, and what must be published for them to have these and no others.
struct LinkPlanner {
    let desired: DesiredStore
    let observed: ObservedStore
    /// The wanted links by partition number; nil stands for the whole device.
    let wanted: [Int?: [LinkPath]]
    private let allWanted: Set<LinkPath>

    init(desired: DesiredStore, observed: ObservedStore, table: PartitionTable?, declared: [Int: DesiredPartition]) {
        self.desired = desired
        self.observed = observed
        var wanted: [Int?: [LinkPath]] = [nil: [.disk(of: desired.name)] + desired.links]
        for partition in table?.partitions ?? [] where partition.number <= KernelPartition.lastNumber {
            let named = declared[partition.number].map { [.partition($0.name, of: desired.name)] + $0.links } ?? []
            wanted[partition.number] = [.partition(partition.number, of: desired.name)] + named
        }
        self.wanted = wanted
        allWanted = Set(wanted.values.joined())
    }

    /// What keeps the links from being published, on the devices that are the store's.
    func obstacles(device: ObservedDevice?) -> [Obstacle] {
        var claimed: Set<LinkPath> = []
        var obstacles: [Obstacle] = []
        let isAnyClaimedTwice = wanted.values.reduce(0) { $0 + $1.count } > allWanted.count
        let own = Set([device?.number].compactMap { $0 } + (device?.partitions.map(\.device) ?? []))
        for number in inOrder(wanted.keys) {
            let links = wanted[number] ?? []
            if isAnyClaimedTwice {
                obstacles += links.filter { !claimed.insert($0).inserted }.map(Obstacle.linkClaimedTwice)
            }
            obstacles += links.compactMap { obstacle(in: $0, own) }
            guard links.count > LinkPath.maximumPerDevice else { continue }
            let what = number.map { "partition \($0)" } ?? "the whole device"
            obstacles.append(.tooManyLinks(what, count: links.count))
        }
        return obstacles
    }

    /// A name of our own folder is ours to take; any other may be somebody else's.
    private func obstacle(in link: LinkPath, _ own: Set<DeviceNumber>) -> Obstacle? {
        switch observed.links[link] {
        case .foreign: .linkIsForeign(link)
        case .elsewhere where !link.isOwn: .linkIsForeign(link)
        case .device(let device) where !own.contains(device) && !link.isOwn: .linkLeadsElsewhere(link, to: device)
        case .device, .elsewhere, .dangling, nil: nil
        }
    }

    /// The publications for devices that the kernel shows already and keeps: first those that give a name up, so that
    /// the one that is to have it finds it free.
    func publications(device: ObservedDevice?, kept: [Int: KernelPartition]) -> (
        givingUp: [PlannedStep], others: [PlannedStep]
    ) {
        var (givingUp, others): ([PlannedStep], [PlannedStep]) = ([], [])
        let stale = stale(on: device)
        for number in inOrder([nil] + kept.keys.map { $0 }) {
            let target = number.map { kept[$0]?.device } ?? device?.number
            let own = number == nil ? stale[nil] : target.flatMap { stale[$0] }
            guard let step = publication(of: number, target: target, device: device, stale: own ?? []) else { continue }
            if case .publish(_, let before, let links) = step.step, !Set(before).isSubset(of: links) {
                givingUp.append(step)
            } else {
                others.append(step)
            }
        }
        return (givingUp + forgotten(device: device), others)
    }

    /// Records of partitions that are neither there nor to come: a command was killed between hiding one and this.
    private func forgotten(device: ObservedDevice?) -> [PlannedStep] {
        let shown = Set(device?.partitions.map(\.number) ?? [])
        let strays = observed.records.filter { number, links in
            number.map { !shown.contains($0) && wanted[$0] == nil && !links.isEmpty } ?? false
        }
        return inOrder(strays.keys).map { number in
            PlannedStep(
                .publish(number: number, before: strays[number] ?? [], links: []),
                reason: "udev has a record of partition \(number ?? 0), which is gone")
        }
    }

    private func publication(
        of number: Int?, target: DeviceNumber?, device: ObservedDevice?, stale: [LinkPath]
    ) -> PlannedStep? {
        let links = wanted[number] ?? []
        let record = device == nil ? links : observed.records[number] ?? []
        let stale = stale.filter { !record.contains($0) }
        // With no device yet the links are published by attaching it.
        let isWrong = device != nil && links.contains { observed.links[$0] != target.map(LinkTarget.device) }
        // Compared as sets only where they are not the same already: a record keeps the order of its links.
        guard (record != links && Set(record) != Set(links)) || isWrong || !stale.isEmpty else { return nil }
        return PlannedStep(
            .publish(number: number, before: record + stale, links: links),
            reason: reason(record: record, stale: stale, links: links, target: target))
    }

    /// Links of the store's folder that nobody wants any more, by the partition they lead to; under nil, for which the
    /// whole device answers, those that lead to none of the store's.
    private func stale(on device: ObservedDevice?) -> [DeviceNumber?: [LinkPath]] {
        let partitions = Set(device?.partitions.map(\.device) ?? [])
        let links = observed.links.filter { !allWanted.contains($0.key) && $0.key.isIn(desired.name) }
        return Dictionary(grouping: links.keys.sorted()) { link in
            if case .device(let target) = links[link], partitions.contains(target) { target } else { nil }
        }
    }

    private func reason(record: [LinkPath], stale: [LinkPath], links: [LinkPath], target: DeviceNumber?) -> String {
        if let link = (record + stale).first(where: { !links.contains($0) }) {
            return "the link '\(link)' is not wanted any more"
        }
        let wrong = links.first { observed.links[$0] != target.map(LinkTarget.device) }
        guard let link = wrong ?? links.first(where: { !record.contains($0) }) else {
            return "its links are not as they should be"
        }
        switch observed.links[link] {
        case nil: return "the link '\(link)' is missing"
        case .dangling: return "the link '\(link)' leads nowhere"
        case .device where wrong == nil: return "udev has no record of the link '\(link)'"
        case .device, .elsewhere, .foreign: return "the link '\(link)' leads elsewhere"
        }
    }

    private func inOrder(_ numbers: some Sequence<Int?>) -> [Int?] { numbers.sorted { ($0 ?? 0) < ($1 ?? 0) } }
}
