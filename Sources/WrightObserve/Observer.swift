// SPDX-License-Identifier: MIT

package import WrightKernel
package import WrightModel

/// Looks at one store after another in the light of one snapshot of the machine.
///
/// It changes nothing.
package struct Observer {
    private let snapshot: MachineSnapshot
    private let backings: BackingObserver
    private let contents = ContentsObserver()

    package init(snapshot: MachineSnapshot, trust: PathTrust) {
        self.snapshot = snapshot
        backings = BackingObserver(snapshot: snapshot, trust: trust)
    }

    /// A store as it is.
    ///
    /// - Parameter closely: whether signatures are looked for on an attached device beside a sound table, too. Only what is
    ///   to be changed rests on there being none, and looking for them takes longer than all else.
    package func observe(_ store: DesiredStore, closely: Bool = true) -> ObservedStore {
        var backing = backings.backing(of: store)
        let device = device(of: store, over: backing)
        backing.forget(device)
        return ObservedStore(
            backing: backing, contents: contents(of: store, backing, device, closely: closely), device: device,
            strangers: strangers(to: store, over: backing, besides: device),
            links: LinkObserver.links(of: store, on: device, in: snapshot),
            records: device.map { snapshot.records(of: $0) } ?? [:]
        )
    }

    /// Where a store stands, and whether it has its device: nothing is read from it.
    package func glance(at store: DesiredStore) -> ObservedStore {
        let backing = backings.backing(of: store)
        let device = device(of: store, over: backing)
        return ObservedStore(
            backing: backing, device: device, records: device.map { snapshot.records(of: $0) } ?? [:])
    }

    private func device(of store: DesiredStore, over backing: ObservedBacking) -> ObservedDevice? {
        switch store.attachment {
        case .loop:
            return snapshot.loop(of: store.name, over: backing.present?.identity)
        case .direct:
            guard let present = backing.present, !present.isPartition else { return nil }
            return snapshot.disk(named: String(present.path.dropFirst("/dev/".count)))
        }
    }

    /// Loops that others attached to the same bytes; for a disk that is used as it is, the disk itself where it is a
    /// store's loop.
    private func strangers(
        to store: DesiredStore, over backing: ObservedBacking, besides own: ObservedDevice?
    ) -> [ObservedDevice] {
        guard let present = backing.present else { return [] }
        let slice = store.slice(of: present.size)
        let others = snapshot.loops(over: present.identity, besides: own?.name).filter { loop in
            loop.binding?.extent(over: present.size).overlaps(slice) ?? false
        }
        guard store.attachment == .direct, let own else { return others }
        return others + (snapshot.storeLoop(named: own.name).map { [$0] } ?? [])
    }

    /// The store's bytes are read through its device where it has one: what was written through a loop is in the
    /// page cache of the loop first, and in its file only after a flush.
    private func contents(
        of store: DesiredStore, _ backing: ObservedBacking, _ device: ObservedDevice?, closely: Bool
    ) -> Contents? {
        guard let present = backing.present else { return nil }
        let preferred = store.sectorSize ?? device?.sectorSize ?? .bytes512
        if let device, device.binding.map({ $0.backing == present.identity }) ?? true {
            let whole = ContentsObserver.Slice(
                path: device.node, extent: Extent(start: .zero, length: device.size), isFile: false)
            if let found = contents.contentsIfReadable(of: whole, sectorSize: preferred, closely: closely) {
                return found
            }
        }
        let slice = store.slice(of: present.size)
        guard slice.length > .zero else { return .blank }
        let isFile = if case .file = present.identity { true } else { false }
        return contents.contents(
            of: .init(path: present.path, extent: slice, isFile: isFile), sectorSize: preferred)
    }
}

extension ObservedBacking {
    /// The store's own loop is no obstacle to the store.
    mutating func forget(_ own: ObservedDevice?) {
        guard case .present(var backing) = self, let own else { return }
        backing.uses.removeAll { use in
            if case .loop(let node, _) = use { node == own.node } else { false }
        }
        self = .present(backing)
    }
}
