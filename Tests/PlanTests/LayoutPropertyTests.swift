// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightModel
import WrightPlan

/// What holds of every layout, tried on thousands that a seed gives.
@Suite struct LayoutPropertyTests {
    @Test(arguments: 0..<8) func whatHoldsOfEveryLayout(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var (solved, refused) = (0, 0)
        for _ in 0..<500 {
            let layout = random(&generator)
            let solution = layout.solution()
            #expect(solution == layout.solution())
            check(layout, solution)
            if solution.problems.isEmpty { solved += 1 } else { refused += 1 }
        }
        // Neither side may be so rare that it is not tried.
        #expect(solved > 100 && refused > 50, "\(solved) solved, \(refused) refused")
    }

    private func check(_ layout: Layout, _ solution: Layout.Solution) {
        let missing = layout.requests.indices.filter { layout.requests[$0].existing == nil }
        let placed = missing.compactMap { solution.extents[$0] }
        #expect(!solution.problems.isEmpty || placed.count == missing.count)
        #expect(layout.requests.count { $0.existing == nil } > 0 || placed.isEmpty)
        for (index, extent) in placed.enumerated() {
            #expect(extent.length > .zero && layout.usable.contains(extent))
            #expect(!layout.occupied.contains { $0.overlaps(extent) })
            #expect(!placed[..<index].contains { $0.overlaps(extent) })
        }
        for index in missing {
            if let extent = solution.extents[index] { check(layout.requests[index].partition, extent, in: layout) }
        }
        checkGrowth(layout, solution)
        checkOrder(layout, solution)
    }

    /// What exists stays where it is, never gets shorter, and grows over nothing.
    ///
    /// Where there is no problem it is as long as it is to be, and what is solved once is solved for good.
    private func checkGrowth(_ layout: Layout, _ solution: Layout.Solution) {
        var settled = layout
        for (index, request) in layout.requests.enumerated() {
            settled.requests[index].existing = solution.extents[index]
            guard let former = request.existing, let extent = solution.extents[index] else { continue }
            #expect(extent.start == former.start && extent.length >= former.length)
            let others = solution.extents.indices.filter { $0 != index }.compactMap { solution.extents[$0] }
            let foreign = layout.occupied.filter { $0 != former }
            #expect(!(others + foreign).contains { $0.overlaps(extent) })
            guard extent != former else { continue }
            #expect(layout.usable.contains(extent) && extent.length.isMultiple(of: layout.sectorSize.count))
            #expect(request.partition.maximum.map { extent.length <= $0 } ?? true || request.isFixed)
            if request.partition.size == .rest,
                !(request.partition.minimum.map { extent.length <= $0 + layout.sectorSize.count } ?? false)
            {
                #expect(extent.length - former.length >= layout.alignment)
            }
            if case .fixed(let size) = request.partition.size {
                #expect(extent.length == size.roundedUp(to: layout.sectorSize.count))
            }
        }
        guard solution.problems.isEmpty else { return }
        settled.occupied += solution.extents.compactMap { $0 }
        #expect(settled.solution() == solution)
    }

    private func check(_ partition: DesiredPartition, _ extent: Extent, in layout: Layout) {
        #expect(
            extent.start.isMultiple(of: layout.sectorSize.count)
                && extent.length.isMultiple(of: layout.sectorSize.count))
        #expect(partition.start.map { $0 == extent.start } ?? extent.start.isMultiple(of: layout.alignment))
        if case .fixed(let size) = partition.size {
            #expect(extent.length == size.roundedUp(to: layout.sectorSize.count))
        } else {
            #expect(extent.length >= partition.minimum ?? .zero)
            #expect(partition.maximum.map { extent.length <= $0 } ?? true)
        }
    }

    /// Missing partitions between the same neighbours lie in the order of the manifest.
    private func checkOrder(_ layout: Layout, _ solution: Layout.Solution) {
        var last: ByteCount?
        for (request, extent) in zip(layout.requests, solution.extents) {
            guard request.existing == nil, request.partition.start == nil else {
                last = nil
                continue
            }
            guard let extent else { continue }
            #expect(last.map { $0 <= extent.start } ?? true)
            last = extent.end
        }
    }

    @Test(arguments: 100..<104) func restWithoutBoundsTakesAllRoom(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let partitions =
                (0..<Int.random(in: 1...12, using: &generator)).map { index in
                    part(
                        "p\(index)",
                        generator.chance(50) ? .rest : .fixed(mebibytes(Int64.random(in: 1...9, using: &generator)))
                    ) {
                        $0.weight = Int.random(in: 1...1000, using: &generator)
                    }
                } + [part("last", .rest)]
            let layout = Layout(
                usable: extent(kibibytes(17), mebibytes(Int64.random(in: 200...4000, using: &generator))),
                alignment: .mebibyte,
                sectorSize: .bytes512, requests: partitions.map { Layout.Request($0) })
            let solution = layout.solution()
            #expect(solution.problems.isEmpty)
            let length = solution.extents.reduce(ByteCount.zero) { $0 + ($1?.length ?? .zero) }
            #expect(length == layout.usable.end.roundedDown(to: .mebibyte) - .mebibyte)
        }
    }

    private func random(_ generator: inout SeededGenerator) -> Layout {
        let size = mebibytes(Int64.random(in: 4...200, using: &generator))
        let sector = generator.pick([SectorSize.bytes512, .bytes4096])
        let usable = extent(
            sector.count * Int64.random(in: 1...300, using: &generator), size.roundedDown(to: sector.count))
        var occupied: [Extent] = []
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            let start =
                usable.start + sector.count * Int64.random(in: 0..<usable.length / sector.count, using: &generator)
            let length = min(usable.end - start, sector.count * Int64.random(in: 1...8000, using: &generator))
            let taken = extent(start, length)
            if !occupied.contains(where: { $0.overlaps(taken) }) { occupied.append(taken) }
        }
        var declarable = occupied.sorted { $0.start < $1.start }
        let requests = (0..<Int.random(in: 1...9, using: &generator)).map { index in
            let isExisting = !declarable.isEmpty && generator.chance(25)
            return Layout.Request(
                random(index, usable, sector, &generator), existing: isExisting ? declarable.removeFirst() : nil)
        }.map { request in
            guard let existing = request.existing, generator.chance(70) else { return request }
            // Most know a size that it has, or can have.
            var known = request
            known.partition.start = nil
            if case .fixed = known.partition.size {
                known.partition.size = .fixed(
                    existing.length + sector.count * Int64.random(in: 0...1000, using: &generator))
            } else if generator.chance(70) {
                known.partition.size = .rest
            }
            if known.partition.size == .rest, generator.chance(50) { known.partition.maximum = nil }
            return known
        }
        return Layout(
            usable: usable, alignment: generator.pick([.mebibyte, kibibytes(64), sector.count]), sectorSize: sector,
            occupied: occupied,
            requests: requests)
    }

    private func random(_ index: Int, _ usable: Extent, _ sector: SectorSize, _ generator: inout SeededGenerator)
        -> DesiredPartition
    {
        part("p\(index)") {
            $0.size = generator.pick([
                .rest, .fixed(ByteCount(Int64.random(in: 1...20_000_000, using: &generator))),
                .share(millionths: Int64.random(in: 1...400_000, using: &generator)),
            ])
            $0.weight = Int.random(in: 1...50, using: &generator)
            if generator.chance(20) { $0.minimum = ByteCount(Int64.random(in: 1...20_000_000, using: &generator)) }
            if generator.chance(20) {
                $0.maximum =
                    max($0.minimum ?? .zero, ByteCount(Int64.random(in: 10_000...40_000_000, using: &generator)))
                    + sector.count
            }
            if generator.chance(10) {
                $0.start =
                    usable.start + sector.count * Int64.random(in: 0..<usable.length / sector.count, using: &generator)
            }
        }
    }
}

extension Layout.Request {
    fileprivate var isFixed: Bool {
        if case .fixed = partition.size { true } else { false }
    }
}
