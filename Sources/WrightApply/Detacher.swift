// SPDX-License-Identifier: MIT

package import WrightKernel
package import WrightModel
package import WrightObserve
import WrightPlan
import WrightUdev

/// Takes stores down, the topmost first: a store on another's partition goes before the one it stands on.
package struct Detacher {
    private let host: Host
    private let desired: Desired
    private let executor: Executor
    private let patience: Duration

    /// - Parameter manifest: the path of the manifest that says what is desired.
    package init(
        host: Host, desired: Desired, trust: PathTrust, manifest: String, patience: Duration = .seconds(30)
    ) {
        self.host = host
        self.desired = desired
        self.patience = patience
        executor = Executor(keeper: host.linkKeeper, trust: trust, manifest: manifest)
    }

    /// The stores that can be named: those of the manifest, and those of which only a loop or links are left.
    package func known() -> Set<StoreName> {
        let snapshot = MachineSnapshot.take()
        let marked = snapshot.marked
        return Set(desired.stores.map(\.name)).union(marked.map(\.store))
            .union(snapshot.recorded(besides: Set(marked.map(\.disk))).map(\.store))
    }

    /// What would be done now; nothing is changed.
    ///
    /// A store whose partition another one stands on is blocked by it.
    ///
    /// - Parameter patience: how long whoever has a device open may take to let go of it.
    package func plan(
        _ request: DetachRequest, in snapshot: MachineSnapshot = .take(), outwaiting patience: Duration = .zero
    ) -> Plan {
        let targets = targets(of: request, in: snapshot)
        let devices = isToldOnly(request) ? [] : targets.compactMap(\.device)
        let openers = DeviceOpeners.look(for: Set(devices.flatMap(\.identities)), outwaiting: patience)
        return Plan(stores: targets.map { plan($0, for: request, openers, in: snapshot) })
    }

    /// Whether nothing of what is meant is ever taken down.
    private func isToldOnly(_ request: DetachRequest) -> Bool {
        if case .left = request { !desired.prune } else { false }
    }

    /// Takes down what can be, in as many rounds as stores stand on each other.
    ///
    /// - Parameter lazily: a loop that is in use is left to the kernel, which takes it down when its last user lets go.
    /// - Returns: one plan for each store: converged, or blocked with who holds it, or failed; `waiting` where the
    ///   kernel has been asked.
    package func detach(
        _ request: DetachRequest, lazily: Bool = false, report: (Progress) -> Void
    ) -> Plan {
        let events = UdevBacklog(keeper: host.linkKeeper)
        executor.forgetAbsent()
        // Records of partitions that a disk showed no more when it went.
        defer { executor.forgetAbsent() }
        var ended: [StorePlan] = []
        while true {
            let known = Dictionary(grouping: ended, by: \.name)
            let found = plan(request, outwaiting: lazily ? .zero : DeviceOpeners.glance)
            var pending = found.stores.filter { plan in
                known[plan.name]?.contains { $0.isEnd(of: plan) } != true
            }
            // A disk itself keeps nothing below it from being let go.
            if lazily { pending.removeAll { $0.basis.backing == nil } }
            let ready = pending.filter { $0.state == .pending }
            guard !ready.isEmpty else {
                if lazily { pending = pending.map(released) }
                pending.forEach { report(.planned($0)) }
                return Plan(stores: ended + proven(pending, links(of: pending), on: events, report: report))
            }
            let links = links(of: ready)
            ended += proven(ready.map { take(down: $0, events, report: report) }, links, on: events, report: report)
        }
    }

    /// The links of each store that are to go with it: all of its folder, and those elsewhere that udev was told of and
    /// that lead to its devices.
    private func links(of plans: [StorePlan]) -> [StoreName: Set<LinkPath>] {
        let inspection = LinkInspection()
        return Dictionary(
            plans.map { plan in
                let links = Set(inspection.names(in: plan.name))
                let elsewhere = linksTold(of: plan).filter { !links.contains($0) }
                return (plan.name, links.union(leading(elsewhere, toDeviceOf: plan, inspection)))
            }, uniquingKeysWith: { $0.union($1) })
    }

    private func linksTold(of plan: StorePlan) -> [LinkPath] {
        guard let disk = plan.basis.deviceSequence else { return [] }
        return LinkRecords().read(disk: disk, partitions: plan.steps.compactMap(\.step.partition))
            .values.flatMap(\.links)
    }

    /// Those of some links that lead to a store's device or to a partition of it.
    private func leading(
        _ links: [LinkPath], toDeviceOf plan: StorePlan, _ inspection: LinkInspection
    ) -> [LinkPath] {
        guard !links.isEmpty, let node = plan.device,
            let disk = Sysfs().disk(named: String(node.dropFirst("/dev/".count)))
        else { return [] }
        let devices = Set(([disk.number] + disk.partitions.map(\.device)).map(LinkTarget.device))
        return links.filter { inspection.target(of: $0).map(devices.contains) ?? false }
    }

    private func take(down plan: StorePlan, _ events: UdevBacklog, report: (Progress) -> Void) -> StorePlan {
        report(.planned(plan))
        do {
            try executor.takeDown(plan, events, report: report)
            return plan.ended
        } catch {
            return plan.failed(error.description)
        }
    }

    /// The plans once the links of every store that is down are gone; where one stays, the store has failed.
    private func proven(
        _ plans: [StorePlan], _ links: [StoreName: Set<LinkPath>], on events: UdevBacklog, report: (Progress) -> Void
    ) -> [StorePlan] {
        var readiness = Readiness()
        for plan in plans where plan.state == .converged { readiness.expectAbsence(of: links[plan.name] ?? []) }
        let left = readiness.wait(on: events, patience: patience, unheard: patience, lastCall: patience) {
            report(.waiting(links: $0))
        }
        return plans.map { plan in
            guard plan.state == .converged, let link = left.first(where: { links[plan.name]?.contains($0) == true })
            else { return plan }
            return plan.failed("udev has not taken down '\(link.absolute)' in time; is udevd stuck?")
        }
    }
}

// MARK: What goes later

extension Detacher {
    /// The plan of a store that is in use, once its loop goes with its last user.
    private func released(_ plan: StorePlan) -> StorePlan {
        guard plan.state == .blocked, plan.basis.backing != nil, let node = plan.device,
            let sequence = plan.basis.deviceSequence
        else { return plan }
        do {
            try LoopDevice.release(node, expecting: sequence)
        } catch {
            return plan.failed(error.description)
        }
        var plan = plan
        plan.state = .waiting
        plan.reason = "\(plan.reason); '\(node)' goes when that ends"
        plan.remedy = nil
        plan.obstacles = []
        return plan
    }
}

// MARK: What is meant

extension Detacher {
    /// A store that is to be taken down, and its device where it has one.
    private struct Target {
        let name: StoreName
        let device: ObservedDevice?
    }

    private func targets(of request: DetachRequest, in snapshot: MachineSnapshot) -> [Target] {
        switch request {
        case .named(let names): targets(named: names, in: snapshot)
        case .every(let all, let orphans):
            (all ? targets(named: desired.stores.map(\.name), in: snapshot) : [])
                + (orphans ? self.orphans(in: snapshot, besides: all) : [])
        case .left(let spared):
            strays(in: snapshot).filter { stray in
                !spared.contains(stray.name)
                    && stray.device.map { executor.origins.isOwn($0.sequence) } ?? false
            }
        }
    }

    private func targets(named names: [StoreName], in snapshot: MachineSnapshot) -> [Target] {
        let attached = Dictionary(grouping: attached(in: snapshot, of: Set(names).contains), by: \.name)
        return names.flatMap { attached[$0] ?? [Target(name: $0, device: nil)] }
    }

    private func orphans(in snapshot: MachineSnapshot, besides all: Bool) -> [Target] {
        guard !all else { return strays(in: snapshot) }
        let known = Dictionary(desired.stores.map { ($0.name, $0) }) { first, _ in first }
        let lost = attached(in: snapshot) { known[$0] != nil }.filter { target in
            target.device.flatMap { known[target.name].map($0.hasLostItsBacking) } ?? false
        }
        return strays(in: snapshot) + lost
    }

    /// What is attached of stores that the manifest does not name.
    private func strays(in snapshot: MachineSnapshot) -> [Target] {
        let known = Set(desired.stores.map(\.name))
        return attached(in: snapshot) { !known.contains($0) }
    }

    /// The loops with the mark of a store that is meant, and the disks that have links of such a store.
    private func attached(in snapshot: MachineSnapshot, of isMeant: (StoreName) -> Bool) -> [Target] {
        let loops = snapshot.loops(of: isMeant)
        let marked = Set(snapshot.marked.map(\.disk))
        let disks = snapshot.recorded(besides: marked).filter { isMeant($0.store) }
        return loops.compactMap { loop in loop.binding?.store.map { Target(name: $0, device: loop) } }
            + disks.compactMap { record in
                snapshot.sysfs.name(of: record.disk).flatMap(snapshot.disk).map {
                    Target(name: record.store, device: $0)
                }
            }
    }

    private func plan(
        _ target: Target, for request: DetachRequest, _ openers: DeviceOpeners, in snapshot: MachineSnapshot
    ) -> StorePlan {
        guard let device = target.device?.withUses(from: openers) else {
            return DetachPlanner.plan(name: target.name, device: nil)
        }
        // A loop takes its links down with it.
        let records = device.binding == nil ? snapshot.records(of: device) : [:]
        guard case .left = request else {
            return DetachPlanner.plan(name: target.name, device: device, records: records)
        }
        return DetachPlanner.plan(
            orphan: target.name, device: device, records: records, prunes: desired.prune,
            isLastWay: device.isLastWayToItsFile)
    }
}

extension ObservedDevice {
    /// The disk and its partitions.
    var identities: [BackingIdentity] { numbers.map(BackingIdentity.device) }

    /// The device with the processes that have it or a partition of it open.
    func withUses(from openers: DeviceOpeners) -> ObservedDevice {
        var device = self
        device.uses += openers.openers(of: .device(number))
        for index in partitions.indices {
            device.partitions[index].uses += openers.openers(of: .device(partitions[index].device))
        }
        return device
    }
}

extension StorePlan {
    /// Whether this is what became of what another plan of the store is for; it may have left more than one device.
    fileprivate func isEnd(of plan: StorePlan) -> Bool {
        plan.basis.deviceSequence.map { $0 == basis.deviceSequence } ?? true
    }

    /// The plan of a store that has been taken down.
    fileprivate var ended: StorePlan {
        var plan = self
        plan.state = .converged
        plan.reason = "taken down"
        plan.steps = []
        plan.device = nil
        return plan
    }
}
