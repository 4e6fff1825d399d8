// SPDX-License-Identifier: MIT

import WrightModel

/// The stores that failed or were given up, and until when events do not count for them.
struct Pauses: Sendable {
    private var ends: [StoreName: ContinuousClock.Instant] = [:]
    /// When the next one ends: never too late, but too early where the store of it is paused no more.
    private(set) var next: ContinuousClock.Instant?

    func contains(_ store: StoreName) -> Bool { ends[store] != nil }
    func end(of store: StoreName) -> ContinuousClock.Instant? { ends[store] }

    mutating func insert(_ store: StoreName, until end: ContinuousClock.Instant) {
        ends[store] = end
        next = min(next ?? end, end)
    }

    mutating func remove(_ store: StoreName) { ends[store] = nil }

    /// Takes out the stores whose pause is over.
    mutating func takeOver(at now: ContinuousClock.Instant) -> Set<StoreName> {
        guard let next, next <= now else { return [] }
        let over = Set(ends.filter { $0.value <= now }.keys)
        for store in over { ends[store] = nil }
        self.next = ends.values.min()
        return over
    }
}
