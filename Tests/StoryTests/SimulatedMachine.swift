// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightPlan

/// Stores that are planned and converged with no machine but a model of one.
struct SimulatedMachine {
    static let host = Host(machineIdentifier: "8d3e1f0c9b7a46528e4d5c6b7a890123", linkKeeper: .udev)

    let stores: [DesiredStore]
    let host: Host
    private var observed: [StoreName: ObservedStore] = [:]

    /// - Parameter world: what is there of a store; nil for a file that can be made, or a disk that is away.
    init(
        _ desired: Desired, host: Host = SimulatedMachine.host,
        _ world: (DesiredStore) throws -> ObservedStore? = { _ in nil }
    ) rethrows {
        stores = desired.stores
        self.host = host
        for store in stores { observed[store.name] = try world(store) ?? store.unmade }
    }

    /// What there is of a store; of one that stands on another, what the other makes of it.
    func observe(_ store: DesiredStore) -> ObservedStore {
        var found = observed[store.name] ?? store.unmade
        guard let foundation = store.foundation, let lower = observed[foundation.store] else { return found }
        guard let partition = lower.partition(linkedAs: foundation.leaf, in: foundation.store) else { return found }
        guard found.backing.present == nil else { return found }
        found.backing = .present(
            PresentBacking(
                path: partition.node, identity: .device(partition.device), size: partition.extent.length,
                sequence: lower.device?.sequence, isPartition: true))
        found.contents = found.contents ?? .blank
        return found
    }

    func plan() -> Plan { Plan(stores: stores.map { plan($0) }) }
    func plan(_ store: DesiredStore) -> StorePlan { Planner.plan(store, observe(store), host: host) }

    /// Takes the first steps of a store's plan, or all of them.
    mutating func take(_ count: Int? = nil, of store: DesiredStore) {
        let steps = plan(store).steps
        observed[store.name] = steps.prefix(count ?? steps.count).reduce(observe(store)) {
            $0.applying($1.step, for: store, host: host)
        }
    }

    /// Converges every store, foundations first.
    mutating func converge() {
        for store in StoreOrdering.waves(stores).joined() { take(of: store) }
    }

    /// What there is of the store of that name.
    subscript(_ name: String) -> ObservedStore? { stores.first { $0.name.text == name }.map(observe) }
}

extension DesiredStore {
    /// The store before anything of it is there.
    var unmade: ObservedStore {
        switch backing {
        case .file(let path): ObservedStore(backing: .creatable(path: path, free: .gibibyte * 100))
        case .device(let path): ObservedStore(backing: .absent(reason: "the device '\(path)' is not there yet"))
        case .match(let globs):
            ObservedStore(
                backing: .absent(
                    reason: "no disk fits "
                        + globs.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")))
        }
    }
}

extension ObservedStore {
    /// The partition to which a link of the store's own folder leads.
    func partition(linkedAs leaf: String, in store: StoreName) -> KernelPartition? {
        guard let link = LinkPath(observed: "\(LinkPath.ownFolder)/\(store)/\(leaf)"),
            case .device(let number) = links[link]
        else { return nil }
        return device?.partitions.first { $0.device == number }
    }
}
