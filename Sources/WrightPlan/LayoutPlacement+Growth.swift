// SPDX-License-Identifier: MIT

import WrightModel

/// Partitions that exist: their starts stay, and their ends only move towards the end of the disk.
extension LayoutPlacement {
    /// Makes those longer whose length the manifest knows, and finds those that take what is left.
    mutating func grow() {
        for (index, request) in layout.requests.enumerated() {
            guard let span = spans[index], request.existing != nil else { continue }
            let partition = request.partition
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

    private mutating func resize(_ index: Int, to length: Wide) {
        guard let span = spans[index], length != span.length else { return }
        let request = layout.requests[index]
        let wanted = Span(start: span.start, end: span.start + length)
        if length < span.length {
            problems.append(.mustShrink(request.partition.name, from: span, to: wanted))
        } else if request.role != .primary {
            problems.append(.cannotGrow(request.partition.name, request.role, from: span, to: wanted))
        } else if let problem = problem(with: wanted, in: span, of: request.partition.name) {
            problems.append(problem)
        } else {
            spans[index] = wanted
            occupied.append(wanted)
        }
    }

    /// What lies behind a partition where it is to be longer.
    private func problem(with wanted: Span, in span: Span, of name: PartitionName) -> Obstacle? {
        let neighbour = occupied.filter { $0.start >= span.end }.min { $0.start < $1.start }
        if let neighbour, neighbour.start < wanted.end {
            let title = layout.titles[neighbour.extent] ?? "another"
            return .growthBlocked(name, from: span, to: wanted, by: neighbour, called: title)
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
        for (index, claim) in growing.sorted(by: { $0.key < $1.key }) {
            guard let span = spans[index] else { continue }
            let end = min(area.end, fixed.compactMap { $0.end(ofRoomBehind: span) }.min() ?? area.end)
            let behind = movable.filter { spans[$0].map { $0.start >= span.end && $0.end <= end } ?? false }
                .sorted { (spans[$0]?.start ?? 0) < (spans[$1]?.start ?? 0) }
            let segment = LayoutSegment(
                expectations: [claim] + behind.compactMap { expectations[$0] },
                gap: LayoutGap(
                    start: span.start, head: grid.alignedUp(span.start) - span.start, end: grid.sectorsDown(end)),
                grid: grid)
            guard segment.fits else { continue }
            let shares = segment.spans()
            guard let own = shares.first, own.length - span.length >= grid.unit else { continue }
            share(shares, among: [index] + behind)
        }
    }

    private mutating func share(_ shares: [Span], among members: [Int]) {
        let request = layout.requests[members[0]]
        guard request.role == .primary else {
            // In front of each logical partition lies its boot record, in room that looks free.
            guard let span = spans[members[0]], shares[0].length - span.length >= 2 * grid.unit else { return }
            let wanted = Span(start: span.start, end: shares[0].end - grid.unit)
            problems.append(.cannotGrow(request.partition.name, request.role, from: span, to: wanted))
            return
        }
        for (member, span) in zip(members, shares) { spans[member] = span }
    }
}

extension Span {
    /// Where the room behind another span ends for the sake of this one: it begins there, or lies around it.
    fileprivate func end(ofRoomBehind other: Span) -> Wide? {
        if start >= other.end { return start }
        return self != other && contains(other) && start < other.start ? end : nil
    }
}
