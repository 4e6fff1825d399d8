// SPDX-License-Identifier: MIT

import WrightModel

/// Missing partitions that are neighbours in the manifest, and the room between those they are to lie between.
struct LayoutRun: Hashable, Sendable {
    /// Indices of requests, at least one.
    var members: [Int]
    /// Where the first member is to start, if the manifest says so.
    var start: Wide?
    /// The request that lies in front, and the one behind.
    var before: Int?
    var after: Int?
}

/// Free room that a run may use.
struct LayoutGap: Hashable, Sendable {
    /// Where the first partition starts.
    var start: Wide
    /// The bytes from `start` to the first aligned position: none unless the manifest gives a start that is not aligned.
    var head: Wide
    var end: Wide

    /// The aligned room, which is negative where the gap ends before its first aligned position.
    var room: Wide { end - start - head }
}

/// Partitions that are to share one gap.
///
/// All but the last take whole units of the alignment, so that the next one starts on a multiple of it.
struct LayoutSegment {
    let expectations: [SizeExpectation]
    let gap: LayoutGap
    let grid: Grid

    var fits: Bool { gap.room >= 0 && free >= 0 && claims.reduce(0) { $0 + $1.least } <= units }

    /// What the gap still offers behind the partitions when each takes the least it can do with.
    var remainder: LayoutGap {
        let used = gap.room - free + claims.reduce(0) { $0 + $1.least } * grid.unit
        return LayoutGap(start: min(gap.end, gap.start + gap.head + grid.alignedUp(used)), head: 0, end: gap.end)
    }

    /// The spans of the partitions; they fit.
    func spans() -> [Span] {
        var shares = RestSharing.share(units, among: claims)[...]
        var position = gap.start
        return expectations.indices.map { index in
            let length: Wide
            switch expectations[index] {
            case .exactly(let exact): length = exact
            case .rest(_, _, let most): length = min((shares.popFirst() ?? 0) * grid.unit + bonus(index), most ?? .max)
            }
            let span = Span(start: position, end: position + length)
            position = grid.alignedUp(span.end)
            return span
        }
    }

    /// What those of a known size leave of the aligned room.
    private var free: Wide {
        expectations.indices.reduce(gap.room) { room, index in
            guard case .exactly(let length) = expectations[index] else { return room }
            return room - (index == expectations.count - 1 ? length : grid.alignedUp(length))
        }
    }

    private var units: Wide { max(free, 0) / grid.unit }

    /// The bytes beside its whole units that a partition that takes `rest` gets: the first those in front of the first
    /// aligned position, the last those behind the last one.
    private func bonus(_ index: Int) -> Wide {
        (index == 0 ? gap.head : 0) + (index == expectations.count - 1 ? max(free, 0) % grid.unit : 0)
    }

    private var claims: [RestSharing.Claim] {
        expectations.indices.compactMap { index in
            guard case .rest(let weight, let least, let most) = expectations[index] else { return nil }
            let lower = grid.alignedUp(least - bonus(index)) / grid.unit
            let upper = most.map { grid.alignedUp($0 - bonus(index)) / grid.unit } ?? max(units, lower)
            return RestSharing.Claim(weight: weight, least: lower, most: upper)
        }
    }
}
