// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// Holds the stores of all files against one another: names, links, and the bytes that they stand on.
enum NamespaceCheck {
    static func check(_ stores: [StoreDraft], _ findings: inout Findings) {
        checkNames(stores, &findings)
        checkLinks(stores, &findings)
        checkBackings(stores, &findings)
    }

    private static func checkNames(_ stores: [StoreDraft], _ findings: inout Findings) {
        var known: [StoreName: Place] = [:]
        for name in stores.map(\.name) {
            if let first = known[name.value] {
                let problem = "the store \(Sentence.quoted(name.value.text)) is declared in \(first.location) already"
                findings.add(Mistake(problem, "give one of them another name"), at: name.place)
            } else {
                known[name.value] = name.place
            }
        }
    }

    /// No link is claimed twice, and none is a folder of another.
    private static func checkLinks(_ stores: [StoreDraft], _ findings: inout Findings) {
        var claims: [String: Place] = [:]
        var folders: [String: (place: Place, link: LinkPath)] = [:]
        for link in stores.flatMap(\.claimedLinks) {
            let above = foldersAbove(link.value)
            if let first = claims[link.value.text] {
                let problem = "\(Sentence.quoted(link.value.text)) is claimed in \(first.location) already"
                findings.add(Mistake(problem, "write another link"), at: link.place)
            } else if let below = folders[link.value.text] {
                let problem =
                    "\(Sentence.quoted(below.link.text)) in \(below.place.location) makes a folder of this link"
                findings.add(Mistake(problem, "write another link"), at: link.place)
            } else if let first = above.compactMap({ claims[$0] }).first {
                let problem = "a folder of \(Sentence.quoted(link.value.text)) is a link in \(first.location)"
                findings.add(Mistake(problem, "write another link"), at: link.place)
            } else {
                claims[link.value.text] = link.place
                for folder in above where folders[folder] == nil { folders[folder] = (link.place, link.value) }
            }
        }
    }

    /// The folders on the way to a link, `/dev/disk` itself not among them.
    private static func foldersAbove(_ link: LinkPath) -> [String] {
        link.text.indices.filter { link.text[$0] == "/" }.map { String(link.text[..<$0]) }
    }

    /// A byte of a backing belongs to one store.
    private static func checkBackings(_ stores: [StoreDraft], _ findings: inout Findings) {
        let slices = stores.enumerated().compactMap { Slice($0.element, order: $0.offset) }
        for group in Dictionary(grouping: slices, by: \.backing).values where group.count > 1 {
            var furthest: Slice?
            for slice in group.sorted(by: Slice.precedes) {
                guard let before = furthest else {
                    furthest = slice
                    continue
                }
                if slice.start < before.end {
                    let (first, second) = before.order < slice.order ? (before, slice) : (slice, before)
                    let problem =
                        "the store \(Sentence.quoted(first.store.text)) stands on this already (\(first.place.location))"
                    findings.add(
                        Mistake(problem, "write another, or give both slices that lie apart by offset and length"),
                        at: second.place)
                }
                if slice.end > before.end { furthest = slice }
            }
        }
    }

    /// The bytes of a backing that a store uses.
    private struct Slice {
        let store: StoreName
        let order: Int
        let backing: String
        let place: Place
        let start: ByteCount
        let end: ByteCount

        /// Nil where the manifest's word on the slice is not right.
        init?(_ draft: StoreDraft, order: Int) {
            let offset = draft.keys[StoreKeys.offset]?.value
            let length = draft.keys[StoreKeys.length]?.value
            guard let backing = draft.backing, let backingText = draft.backingText,
                offset != nil || draft.keys.key(StoreKeys.offset) == nil,
                length != nil || draft.keys.key(StoreKeys.length) == nil
            else { return nil }
            store = draft.name.value
            self.order = order
            self.backing = backingText
            place = backing.place
            start = offset ?? .zero
            end = length.map { (offset ?? .zero) + $0 } ?? ByteCount(Int64.max)
        }

        static func precedes(_ left: Slice, _ right: Slice) -> Bool {
            (left.start, left.order) < (right.start, right.order)
        }
    }
}

extension StoreDraft {
    /// The links that the store and its partitions claim besides their own.
    fileprivate var claimedLinks: [Marked<LinkPath>] {
        (keys[StoreKeys.links]?.value ?? []) + partitions.flatMap { $0[PartitionKeys.links]?.value ?? [] }
    }
}
