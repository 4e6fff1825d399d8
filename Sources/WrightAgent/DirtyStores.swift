// SPDX-License-Identifier: MIT

import WrightModel

/// The stores that are to be looked at, and how closely.
struct DirtyStores: Sendable {
    private(set) var names: Set<StoreName> = []
    /// When the first event came that each is to be looked at for.
    private var begins: [StoreName: ContinuousClock.Instant] = [:]
    /// Those at which a glance is not enough.
    private var closely: Set<StoreName> = []
    /// The devices that events spoke of.
    private(set) var news: Set<DeviceNumber> = []

    mutating func insert(
        _ stores: Set<StoreName>, closely isClose: Bool = false, news device: DeviceNumber? = nil,
        at now: ContinuousClock.Instant
    ) {
        names.formUnion(stores)
        for store in stores where begins[store] == nil { begins[store] = now }
        if isClose { closely.formUnion(stores) }
        if let device { news.insert(device) }
    }

    mutating func remove(_ store: StoreName) {
        names.remove(store)
        begins[store] = nil
        closely.remove(store)
    }

    /// Takes back what was taken out for a pass that did not begin.
    mutating func insert(_ other: DirtyStores, where isWanted: (StoreName) -> Bool) {
        names.formUnion(other.names.filter(isWanted))
        begins.merge(other.begins.filter { isWanted($0.key) }) { min($0, $1) }
        closely.formUnion(other.closely.filter(isWanted))
        news.formUnion(other.news)
    }

    func begin(of store: StoreName) -> ContinuousClock.Instant? { begins[store] }

    /// The pass that is due for these stores.
    func request(_ records: [StoreName: StoreRecord]) -> PassRequest {
        let due = names.compactMap { records[$0] }.sorted { $0.position < $1.position }
        var request = PassRequest(stores: due.map(\.expected), news: news)
        for record in due where !closely.contains(record.desired.name) {
            request.plans[record.desired.name] = record.plan
        }
        return request
    }
}
