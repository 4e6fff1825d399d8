// SPDX-License-Identifier: MIT

import WrightModel

/// Partitions that exist: their starts stay, and their ends only move towards the end of the disk.
extension LayoutPlacement {
    /// Makes those longer whose length the manifest knows, and finds those that take what is left.
    mutating func grow() {
        for index in outermostFirst(Array(layout.requests.indices)) {
            guard let span = spans[index], layout.requests[index].existing != nil else { continue }
            let partition = layout.requests[index].partition
            // Without a size the bounds still hold what is there, as they do for `rest`; room behind is then no matter.
            switch SizeExpectation.of(partition, size: partition.size ?? .rest, area: max(area.length, 0), grid: grid) {
            case .failure(let problem): problems.append(problem)
            case .success(.exactly(let length)): resize(index, to: length)
            case .success(.rest(let weight, _, let most)):
                let least = max(span.length, grid.sectorsUp(Wide(partition.minimum?.bytes ?? 0)))
                resize(index, to: min(least, most ?? .max))
                guard partition.size == .rest, let length = spans[index]?.length, most ?? length >= length else {
                    continue
                }
                growing[index] = .rest(weight: weight, least: length, most: most)
            }
        }
    }

    /// The extended partition in front of those that lie in it.
    private func outermostFirst(_ indices: [Int]) -> [Int] {
        let isOuter: (Int) -> Bool = { layout.requests[$0].role == .extended }
        return indices.filter(isOuter) + indices.filter { !isOuter($0) }
    }

    private mutating func resize(_ index: Int, to length: Wide) {
        guard let span = spans[index], length != span.length else { return }
        let request = layout.requests[index]
        let wanted = Span(start: span.start, end: span.start + length)
        if length < span.length {
            problems.append(.mustShrink(request.partition.name, from: span, to: wanted))
        } else if let problem = problem(with: wanted, in: span, of: request) {
            problems.append(problem)
        } else {
            spans[index] = wanted
            occupied.append(wanted)
            follow(index)
        }
    }

    /// Has the extended partition reach as far as one that lies in it and has grown.
    private mutating func follow(_ index: Int) {
        guard let grown = spans[index], let former = extended else { return }
        switch layout.requests[index].role {
        case .primary: return
        case .extended: extended = grown
        case .logical:
            let longer = Span(start: former.start, end: max(former.end, grown.end))
            for index in spans.indices where layout.requests[index].role == .extended { spans[index] = longer }
            extended = longer
        }
    }

    /// What the manifest says of the extended partition.
    private var holder: DesiredPartition? { layout.requests.first { $0.role == .extended }?.partition }

    /// What lies behind a partition where it is to be longer.
    private func problem(with wanted: Span, in span: Span, of request: Layout.Request) -> Obstacle? {
        let name = request.partition.name
        let neighbour = occupied.filter { $0.start >= span.end }.min { $0.start < $1.start }
        if let neighbour, neighbour.start < wanted.end {
            let title = layout.titles[neighbour.extent] ?? "another"
            return .growthBlocked(name, from: span, to: wanted, by: neighbour, called: title)
        }
        if request.role == .logical, let holder, holder.hasLimit, let extended, extended.end < wanted.end {
            return .growthHeld(name, from: span, to: wanted, by: holder, end: extended.end)
        }
        let end = layout.usable.end
        return Wide(end.bytes) < wanted.end ? .growthEnds(name, from: span, to: wanted, end: end) : nil
    }

    /// Has those that take `rest` share the room behind them with the missing ones that have come to lie there.
    mutating func fill() {
        let movable = expectations.indices.filter { expectations[$0] != nil && starts[$0] == nil && spans[$0] != nil }
        let fixed =
            layout.occupied.map(Span.init)
            + spans.indices.filter { !movable.contains($0) }.compactMap { spans[$0] }
        for index in outermostFirst(growing.keys.sorted()) {
            guard let span = spans[index], case .rest(let weight, let least, let most) = growing[index] else {
                continue
            }
            let end = end(behind: span, among: fixed)
            // One that lies in an extended partition may have made that longer.
            let claim = SizeExpectation.rest(weight: weight, least: max(least, span.length), most: most)
            if layout.requests[index].role == .logical {
                fill(index, claim, upTo: end, among: movable)
            } else {
                share(index, claim, upTo: end, among: movable)
            }
        }
    }

    private func end(behind span: Span, among fixed: [Span]) -> Wide {
        min(area.end, fixed.map(\.start).filter { $0 >= span.end }.min() ?? area.end)
    }

    /// A logical partition takes the room in the extended one first, and then, with that, what lies behind it.
    private mutating func fill(_ index: Int, _ claim: SizeExpectation, upTo end: Wide, among movable: [Int]) {
        guard let span = spans[index], let extended, case .rest(let weight, let least, let most) = claim else { return }
        let inside = min(end, extended.end)
        let beyond = max(least, inside - span.start)
        let mayLeave = holder?.saysLength != true && end > inside && most ?? .max >= beyond
        let isShared =
            mayLeave && share(index, .rest(weight: weight, least: beyond, most: most), upTo: end, among: movable)
        if !isShared { share(index, claim, upTo: inside, among: []) }
    }

    /// Whether the room behind a partition was enough for it and those that are to lie there.
    @discardableResult
    private mutating func share(
        _ index: Int, _ claim: SizeExpectation, upTo end: Wide, among movable: [Int]
    ) -> Bool {
        guard let span = spans[index] else { return false }
        let behind = movable.filter { spans[$0].map { $0.start >= span.end && $0.end <= end } ?? false }
            .sorted { (spans[$0]?.start ?? 0) < (spans[$1]?.start ?? 0) }
        let segment = LayoutSegment(
            expectations: [claim] + behind.compactMap { expectations[$0] },
            gap: LayoutGap(
                start: span.start, head: grid.alignedUp(span.start) - span.start, end: grid.sectorsDown(end)),
            grid: grid)
        guard segment.fits else { return false }
        let shares = segment.spans()
        guard let own = shares.first, own.length - span.length >= grid.unit else { return false }
        for (member, span) in zip([index] + behind, shares) { spans[member] = span }
        follow(index)
        return true
    }
}

extension DesiredPartition {
    /// Whether an extended partition is to be of some length, and no longer for the sake of what lies in it.
    fileprivate var hasLimit: Bool { maximum != nil || saysLength && size != .rest }
    fileprivate var saysLength: Bool { size != nil || maximum != nil }
}
