// SPDX-License-Identifier: MIT

package import WrightModel

/// Stores that reach for the same bytes of one file or device under whatever names.
///
/// The manifest is refused where it says so itself. What a hard link, a symbolic link or one of a disk's many names leads
/// to is seen only on the machine. A store that has its device keeps it; of the others none is preferred.
package enum SharedGround {
    /// What stands in the way of each store whose bytes another one has or wants.
    package static func obstacles(_ stores: [(DesiredStore, ObservedStore)]) -> [StoreName: [Obstacle]] {
        let present = stores.compactMap { Footing($0, $1) }
        let shared = Dictionary(grouping: present, by: \.backing.identity).values.filter { $0.count > 1 }
        var obstacles: [StoreName: [Obstacle]] = [:]
        for footings in shared {
            for one in footings {
                let rivals = footings.filter { one.yields(to: $0) }.sorted { $0.store.name < $1.store.name }
                if !rivals.isEmpty { obstacles[one.store.name] = rivals.map(one.obstacle) }
            }
        }
        return obstacles
    }
}

/// The bytes that a store is to be on.
private struct Footing {
    let store: DesiredStore
    let backing: PresentBacking
    private let slice: Extent
    /// Whether the store has its device already: its loop, or the links of its disk.
    private let isHeld: Bool

    init?(_ store: DesiredStore, _ observed: ObservedStore) {
        guard let backing = observed.backing.present else { return nil }
        self.store = store
        self.backing = backing
        slice = store.slice(of: backing.size)
        isHeld =
            store.attachment == .loop
            ? observed.device != nil : observed.records[nil]?.contains(.disk(of: store.name)) == true
    }

    func yields(to other: Footing) -> Bool {
        other.store.name != store.name && slice.overlaps(other.slice) && (other.isHeld || !isHeld)
    }

    func obstacle(by other: Footing) -> Obstacle {
        let (path, rival) = (backing.path, other.store.name)
        let sentence =
            if case .file = backing.identity, other.backing.path != path {
                "'\(path)' is the same file as '\(other.backing.path)' of store '\(rival)'"
            } else {
                "'\(path)' is what store '\(rival)' is to be on, too"
            }
        return Obstacle(
            sentence,
            remedy:
                "take one of them out of the manifest, or give both slices that lie apart by `offset: …` and `length: …`"
        )
    }
}
