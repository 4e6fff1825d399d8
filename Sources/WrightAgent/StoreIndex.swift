// SPDX-License-Identifier: MIT

import WrightModel

/// Which stores an event concerns: what a look-up costs does not grow with the number of stores.
struct StoreIndex: Sendable {
    private var byDisk: [String: Set<StoreName>] = [:]
    private var byNumber: [DeviceNumber: Set<StoreName>] = [:]
    private var byPath: [String: Set<StoreName>] = [:]
    private var byFolder: [String: Set<StoreName>] = [:]
    /// Stores of a `match`: any disk may come to fit one.
    private var matchers: Set<StoreName> = []
    /// Stores that are not converged, on devices with a name that udev does not tell of: any device may be the one that
    /// was missing.
    private var seekers: Set<StoreName> = []
    /// Stores that are not converged: what changes on the machine may help them.
    private(set) var unsettled: Set<StoreName> = []
    /// What each store is filed under, to be taken out again.
    private var devices: [StoreName: Devices] = [:]

    private struct Devices {
        var disk: String?
        var backing: DeviceNumber?
    }

    /// The stores that an event of a device may concern.
    func stores(concernedBy hint: DeviceHint) -> Set<StoreName> {
        var stores = (byDisk[hint.disk] ?? []).union(byNumber[hint.number] ?? []).union(seekers)
        for name in hint.names { stores.formUnion(byPath[name] ?? []) }
        if !hint.isLoop { stores.formUnion(matchers) }
        return stores
    }

    /// The stores that an event at a path may concern.
    func stores(concernedBy path: String) -> Set<StoreName> {
        (byPath[path] ?? []).union(byFolder[AgentPaths.folder(of: path)] ?? [])
    }

    /// Files a store that has not been looked at yet.
    mutating func add(_ store: DesiredStore) {
        for path in AgentPaths.onTheWay(to: store) { byPath[path, default: []].insert(store.name) }
        byFolder[AgentPaths.linkFolder(of: store.name), default: []].insert(store.name)
        if case .match = store.backing { matchers.insert(store.name) }
        settle(store, isConverged: false)
    }

    mutating func remove(_ store: DesiredStore) {
        for path in AgentPaths.onTheWay(to: store) { byPath.remove(store.name, under: path) }
        byFolder.remove(store.name, under: AgentPaths.linkFolder(of: store.name))
        forgetDevices(of: store.name)
        matchers.remove(store.name)
        settle(store, isConverged: true)
    }

    /// Files a store under the devices on which a pass has found it.
    mutating func update(_ store: DesiredStore, by plan: StorePlan) {
        forgetDevices(of: store.name)
        var found = Devices()
        if let node = plan.device {
            let disk = String(node.dropFirst("/dev/".count))
            byDisk[disk, default: []].insert(store.name)
            found.disk = disk
        }
        if case .device(let number) = plan.basis.backing {
            byNumber[number, default: []].insert(store.name)
            found.backing = number
        }
        devices[store.name] = found
        settle(store, isConverged: plan.state == .converged)
    }

    private mutating func settle(_ store: DesiredStore, isConverged: Bool) {
        if isConverged { unsettled.remove(store.name) } else { unsettled.insert(store.name) }
        guard case .device(let path) = store.backing, !AgentPaths.isTold(path) else { return }
        if isConverged { seekers.remove(store.name) } else { seekers.insert(store.name) }
    }

    private mutating func forgetDevices(of store: StoreName) {
        guard let found = devices.removeValue(forKey: store) else { return }
        if let disk = found.disk { byDisk.remove(store, under: disk) }
        if let backing = found.backing { byNumber.remove(store, under: backing) }
    }
}

extension DeviceHint {
    /// Whether it is about a loop or a partition of one: no such device ever fits a `match`.
    var isLoop: Bool { disk.hasPrefix("loop") }
}

extension Dictionary where Value == Set<StoreName> {
    fileprivate mutating func remove(_ store: StoreName, under key: Key) {
        guard var stores = self[key] else { return }
        stores.remove(store)
        self[key] = stores.isEmpty ? nil : stores
    }
}
