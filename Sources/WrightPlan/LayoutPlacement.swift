// SPDX-License-Identifier: MIT

import WrightModel

/// A layout while it is being solved.
struct LayoutPlacement {
    let layout: Layout
    let grid: Grid
    let area: Span
    var spans: [Span?]
    var problems: [Obstacle] = []
    /// What is known of the sizes of missing partitions; nil for existing ones, for those with a problem, and for those
    /// that have been put where they are to start.
    private(set) var expectations: [SizeExpectation?]
    /// Where a missing partition that takes `rest` is to start.
    private(set) var starts: [Int: Wide] = [:]
    var occupied: [Span]
    /// The existing partitions that take what is left behind them, and within which bounds.
    var growing: [Int: SizeExpectation] = [:]
    /// The extended partition, which is longer once a logical one has grown over its end.
    var extended: Span?

    init(_ layout: Layout) {
        self.layout = layout
        grid = layout.grid
        area = layout.area
        spans = layout.requests.map { $0.existing.map(Span.init) }
        expectations = layout.requests.map { _ in nil }
        extended = layout.extended.map(Span.init)
        occupied = (layout.occupied + layout.requests.compactMap(\.existing)).map(Span.init)
    }

    /// Learns how long each missing partition is to be.
    mutating func expect() {
        for (index, request) in layout.requests.enumerated() where request.existing == nil {
            guard let size = request.partition.size else {
                problems.append(.noSize(request.partition.name))
                continue
            }
            switch SizeExpectation.of(request.partition, size: size, area: max(area.length, 0), grid: grid) {
            case .success(let expectation): expectations[index] = expectation
            case .failure(let problem): problems.append(problem)
            }
        }
    }

    /// Puts every missing partition that has a start there.
    mutating func pin() {
        for (index, request) in layout.requests.enumerated() {
            guard let expectation = expectations[index], let start = request.partition.start else { continue }
            let span = Span(start: Wide(start.bytes), end: Wide(start.bytes) + expectation.least)
            if let problem = problem(with: span, of: request.partition.name) {
                problems.append(problem)
                expectations[index] = nil
            } else if case .exactly = expectation {
                spans[index] = span
                expectations[index] = nil
                occupied.append(span)
            } else {
                starts[index] = span.start
            }
        }
    }

    private func problem(with span: Span, of name: PartitionName) -> Obstacle? {
        let usable = Span(layout.usable)
        guard span.start % grid.sector == 0 else { return .startOffSector(name, span, sector: grid.sector) }
        guard usable.contains(span) else { return .startOutside(name, span, usable: usable) }
        return occupied.first { $0.overlaps(span) }.map { .startTaken(name, span, by: $0) }
    }

    /// The runs of partitions that are still to be placed.
    func runs() -> [LayoutRun] {
        var runs: [LayoutRun] = []
        var open: LayoutRun?
        var before: Int?
        func close(_ after: Int?) {
            if var run = open {
                run.after = after
                runs.append(run)
            }
            open = nil
        }
        for index in layout.requests.indices {
            if spans[index] != nil {
                close(index)
                before = index
            } else if let start = starts[index] {
                close(index)
                open = LayoutRun(members: [index], start: start, before: before)
            } else if expectations[index] != nil {
                open = open ?? LayoutRun(members: [], before: before)
                open?.members.append(index)
            }
        }
        close(nil)
        return runs
    }

    /// Places a run into the gaps between its neighbours.
    mutating func place(_ run: LayoutRun) {
        let gaps = gaps(for: run)
        if let gap = gapForAll(of: run, among: gaps) {
            settle(run.members, in: gap)
        } else {
            spread(run, over: gaps)
        }
    }

    private func gapForAll(of run: LayoutRun, among gaps: [LayoutGap]) -> LayoutGap? {
        let fitting = (run.start == nil ? gaps[...] : gaps.prefix(1)).filter { segment(run.members, in: $0).fits }
        guard run.members.contains(where: takesRest) else { return fitting.first }
        return fitting.dropFirst().reduce(fitting.first) { best, gap in gap.room > best?.room ?? 0 ? gap : best }
    }

    private mutating func spread(_ run: LayoutRun, over gaps: [LayoutGap]) {
        var members = run.members[...]
        var largest: LayoutGap?
        for gap in gaps {
            var count = 0
            while count < members.count, segment(members.prefix(count + 1), in: gap).fits { count += 1 }
            let taken = members.prefix(count)
            let left = count == 0 ? gap : segment(taken, in: gap).remainder
            if count > 0 || left.room > largest?.room ?? 0 { largest = left }
            settle(taken, in: gap)
            members = members.dropFirst(count)
            // A given start is in the first gap or nowhere.
            if members.isEmpty || members.count == run.members.count && run.start != nil { break }
        }
        if !members.isEmpty { report(members, of: run, largest: largest) }
    }

    private func segment(_ members: some Sequence<Int>, in gap: LayoutGap) -> LayoutSegment {
        LayoutSegment(expectations: members.compactMap { expectations[$0] }, gap: gap, grid: grid)
    }

    private func takesRest(_ index: Int) -> Bool {
        if case .rest = expectations[index] { true } else { false }
    }

    private mutating func settle(_ members: some Sequence<Int>, in gap: LayoutGap) {
        for (index, span) in zip(members, segment(members, in: gap).spans()) {
            spans[index] = span
            occupied.append(span)
        }
    }

    /// The free room between a run's neighbours, in order, each gap from its first aligned position.
    private func gaps(for run: LayoutRun) -> [LayoutGap] {
        let window = window(of: run)
        var gaps: [LayoutGap] = []
        var position = window.start
        let end = Span(start: window.end, end: window.end)
        let taken = occupied.filter { $0.overlaps(window) } + [end]
        for taken in taken.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
            if let gap = gap(from: position, to: taken.start, isPinned: position == run.start) { gaps.append(gap) }
            position = max(position, taken.end)
        }
        return run.start == nil || gaps.first?.start == run.start ? gaps : []
    }

    private func gap(from start: Wide, to end: Wide, isPinned: Bool) -> LayoutGap? {
        let aligned = grid.alignedUp(start)
        let gap = LayoutGap(
            start: isPinned ? start : aligned, head: isPinned ? aligned - start : 0, end: grid.sectorsDown(end))
        return gap.end > gap.start ? gap : nil
    }

    private func window(of run: LayoutRun) -> Span {
        let start = run.start ?? run.before.flatMap { spans[$0] }.map { max($0.end, area.start) } ?? area.start
        let next = run.after.flatMap { starts[$0] ?? spans[$0]?.start } ?? area.end
        return Span(start: start, end: min(next, area.end))
    }

    private mutating func report(_ members: some Sequence<Int>, of run: LayoutRun, largest: LayoutGap?) {
        let names = members.map { layout.requests[$0].partition.name }
        let need = members.reduce(0) { $0 + (expectations[$1]?.least ?? 0) }
        let before = run.before.map { layout.requests[$0].partition.name }
        let after = run.after.map { layout.requests[$0].partition.name }
        if let before, let after, run.start == nil, areSwapped(run) {
            problems.append(.neighboursSwapped(names, before: before, after: after))
        } else {
            let room = largest.flatMap { $0.room > 0 ? Span(start: $0.start, end: $0.end) : nil }
            problems.append(.noRoom(names, need: need, largest: room, before: before, after: after))
        }
    }

    private func areSwapped(_ run: LayoutRun) -> Bool {
        guard let front = run.before.flatMap({ spans[$0] }), let back = run.after.flatMap({ spans[$0] }) else {
            return false
        }
        return front.end > back.start
    }
}
