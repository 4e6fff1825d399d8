// SPDX-License-Identifier: MIT

package import WrightModel

/// Stores that reach for the same bytes of one file or device under whatever names.
///
/// The manifest is refused where it says so itself. What a hard link, a symbolic link or one of a disk's many names leads
/// to is seen only on the machine. A store that has its device keeps it; of the others none is preferred.
package struct SharedGround {
    private var footings: [Footing] = []

    package init() {}

    /// Takes a store where its backing is there.
    package mutating func add(_ store: DesiredStore, _ observed: ObservedStore) {
        guard let backing = observed.backing.present else { return }
        footings.append(Footing(store, on: backing, observed))
    }

    /// What stands in the way of each store whose bytes another one has or wants.
    package var obstacles: [StoreName: [Obstacle]] {
        let shared = Dictionary(grouping: footings, by: \.identity).values.filter { $0.count > 1 }
        var obstacles: [StoreName: [Obstacle]] = [:]
        for footings in shared {
            for one in footings {
                let rivals = footings.filter { one.yields(to: $0) }.sorted { $0.store < $1.store }
                if !rivals.isEmpty { obstacles[one.store] = rivals.map(one.obstacle) }
            }
        }
        return obstacles
    }
}

/// The bytes that a store is to be on.
private struct Footing {
    let store: StoreName
    let identity: BackingIdentity
    private let path: String
    private let slice: Extent
    /// Whether the store has its device already: its loop, or the links of its disk.
    private let isHeld: Bool

    init(_ store: DesiredStore, on backing: PresentBacking, _ observed: ObservedStore) {
        self.store = store.name
        identity = backing.identity
        path = backing.path
        slice = store.slice(of: backing.size)
        isHeld =
            store.attachment == .loop
            ? observed.device != nil : observed.records[nil]?.contains(.disk(of: store.name)) == true
    }

    func yields(to other: Footing) -> Bool {
        other.store != store && slice.overlaps(other.slice) && (other.isHeld || !isHeld)
    }

    func obstacle(by other: Footing) -> Obstacle {
        let sentence =
            if case .file = identity, other.path != path {
                "'\(path)' is the same file as '\(other.path)' of store '\(other.store)'"
            } else {
                "'\(path)' is what store '\(other.store)' is to be on, too"
            }
        return Obstacle(
            sentence,
            remedy:
                "take one of them out of the manifest, or give both slices that lie apart by `offset: …` and `length: …`"
        )
    }
}
