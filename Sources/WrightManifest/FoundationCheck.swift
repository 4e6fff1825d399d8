// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// Follows the stores that stand on other stores (`device: /dev/disk/by-loopwright/outer/inner`).
struct FoundationCheck {
    private let stores: [StoreName: StoreDraft]
    /// The store that each of them stands on, and what of it; only those that the manifest declares.
    private let foundations: [StoreName: Foundation]
    private let order: [StoreName]

    private struct Foundation {
        let store: StoreName
        let leaf: String
        let place: Place
    }

    static func check(_ stores: [StoreDraft], _ findings: inout Findings) {
        let check = FoundationCheck(stores)
        check.checkLeaves(&findings)
        check.checkCycles(&findings)
    }

    private init(_ drafts: [StoreDraft]) {
        let stores = Dictionary(drafts.map { ($0.name.value, $0) }) { first, _ in first }
        self.stores = stores
        order = drafts.map(\.name.value)
        foundations = stores.compactMapValues { draft in
            guard let backing = draft.backing else { return nil }
            let store = DesiredStore(
                name: draft.name.value, backing: backing.value, location: draft.name.place.location)
            guard let foundation = store.foundation, stores[foundation.store] != nil else { return nil }
            return Foundation(store: foundation.store, leaf: foundation.leaf, place: backing.place)
        }
    }

    private func checkLeaves(_ findings: inout Findings) {
        for foundation in foundations.values
        where !PartitionName.isReserved(foundation.leaf) && findings.accepts(foundation.place.location.file) {
            let names = stores[foundation.store]?.partitions.compactMap { $0[PartitionKeys.name]?.value.text } ?? []
            guard !names.contains(foundation.leaf) else { continue }
            let remedy =
                nearest(to: foundation.leaf, among: names).map { "did you mean '\($0)'?" }
                ?? "write a partition that it declares, partN by number, or 'disk'"
            let problem =
                "the store \(Sentence.quoted(foundation.store.text)) declares no partition \(Sentence.quoted(foundation.leaf))"
            findings.add(Mistake(problem, remedy), at: foundation.place)
        }
    }

    /// Each store stands on one other at most, so that a walk ends, or meets itself or an earlier walk.
    private func checkCycles(_ findings: inout Findings) {
        var walks: [StoreName: Int] = [:]
        for (walk, start) in order.enumerated() {
            var path: [StoreName] = []
            var next: StoreName? = start
            while let name = next, walks[name] == nil {
                walks[name] = walk
                path.append(name)
                next = foundations[name]?.store
            }
            guard let meeting = next, walks[meeting] == walk, let entry = path.firstIndex(of: meeting),
                let place = foundations[meeting]?.place
            else { continue }
            let cycle = (path[entry...] + [meeting]).map { Sentence.quoted($0.text) }.joined(separator: " on ")
            findings.add(
                Mistake("the store stands on itself: \(cycle)", "let one of them stand on a file or on a real disk"),
                at: place)
        }
    }
}
