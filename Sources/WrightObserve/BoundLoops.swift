// SPDX-License-Identifier: MIT

import WrightKernel
import WrightModel

/// The loops that were bound when a snapshot was taken, to be found by what they are bound to and by whose they are.
///
/// A machine may have a thousand, of which a command wants one: of the others no more is known than this.
struct BoundLoops {
    /// In the order of their numbers.
    let all: [BoundLoop]
    /// Where in `all` those of a store, and those over a backing, are.
    private let placesByStore: [StoreName: [Int]]
    private let placesByBacking: [BackingIdentity: [Int]]

    init(_ all: [BoundLoop]) {
        self.all = all
        placesByBacking = Dictionary(grouping: all.indices) { all[$0].binding.backing }
        var byStore: [StoreName: [Int]] = [:]
        for (place, loop) in all.enumerated() {
            if let store = loop.binding.store { byStore[store, default: []].append(place) }
        }
        placesByStore = byStore
    }

    /// The loop that carries a store's mark, preferring one that is bound to `backing`.
    func loop(of store: StoreName, over backing: BackingIdentity?) -> BoundLoop? {
        let marked = (placesByStore[store] ?? []).map { all[$0] }
        return marked.first { $0.binding.backing == backing } ?? marked.first
    }

    /// The loops that are bound to a backing, whoever attached them.
    func loops(over backing: BackingIdentity) -> [BoundLoop] { (placesByBacking[backing] ?? []).map { all[$0] } }

    /// Without those that are named by their nodes.
    func without(_ gone: Set<String>) -> BoundLoops { BoundLoops(all.filter { !gone.contains($0.node) }) }
}
