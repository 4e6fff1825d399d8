// SPDX-License-Identifier: MIT

import WrightModel

/// Adds the manifest's missing partitions to a table, new or old, and compares those it has.
struct TableMaker {
    let desired: DesiredStore
    /// The table with the room it is to have, and the partitions it has.
    let table: PartitionTable
    let derivation: IdentifierDerivation?
    let matching: PartitionMatching

    init(desired: DesiredStore, table: PartitionTable, derivation: IdentifierDerivation?) {
        self.desired = desired
        self.table = table
        self.derivation = derivation
        matching = PartitionMatching(desired.partitions, in: table, derivation: derivation)
    }

    /// The entries of a GPT that is made where nothing is said and the usual number is too few.
    private static let manyEntries = 256

    /// How many entries a table that is made gets.
    static func entries(for desired: DesiredStore, kind: TableKind) -> Int {
        guard kind == .gpt else { return TableGeometry.mbrEntries }
        let needed = max(desired.partitions.count, desired.partitions.compactMap(\.number).max() ?? 0)
        return desired.entries ?? (needed > TableGeometry.gptUsualEntries ? manyEntries : TableGeometry.gptUsualEntries)
    }

    func decision() -> TableDecision {
        let missing = matching.numbers.indices.filter { matching.numbers[$0] == nil }
        let numbering = NumberAssignment(
            desired.partitions, missing: missing, existing: table.partitions.map(\.number), kind: table.kind,
            entries: table.entries)
        let layout = layout
        let solution = layout.solution()
        var decision = TableDecision(table: table, obstacles: matching.obstacles)
        compare(layout, solution, &decision)
        decision.obstacles += numbering.obstacles + solution.problems
        for index in missing { add(index, numbering.numbers[index], solution.extents[index], &decision) }
        return decision
    }

    private var layout: Layout {
        let extents = Dictionary(table.partitions.map { ($0.number, $0.extent) }) { first, _ in first }
        return Layout(
            usable: table.usable, alignment: desired.alignment, sectorSize: table.sectorSize,
            occupied: table.partitions.map(\.extent),
            requests: zip(desired.partitions, matching.numbers).map { partition, number in
                Layout.Request(partition, existing: number.flatMap { extents[$0] })
            })
    }

    private func compare(_ layout: Layout, _ solution: Layout.Solution, _ decision: inout TableDecision) {
        let taken = (layout.occupied + solution.extents.compactMap { $0 }).map(Span.init)
        for (partition, number) in zip(desired.partitions, matching.numbers) {
            guard let existing = table.partitions.first(where: { $0.number == number }) else { continue }
            decision.declared[existing.number] = partition
            let comparison = PartitionComparison(
                desired: partition, existing: existing, kind: table.kind, grid: layout.grid, area: layout.area,
                roomBehind: roomBehind(Span(existing.extent), taken, layout))
            decision.obstacles += comparison.obstacles
        }
    }

    /// The room from the first aligned position behind a partition to the next one, in whole units of the alignment.
    private func roomBehind(_ span: Span, _ taken: [Span], _ layout: Layout) -> Wide {
        let next = taken.map(\.start).filter { $0 >= span.end }.min() ?? layout.area.end
        return max(0, layout.grid.alignedDown(min(next, layout.area.end) - layout.grid.alignedUp(span.end)))
    }

    private func add(_ index: Int, _ number: Int?, _ extent: Extent?, _ decision: inout TableDecision) {
        let partition = desired.partitions[index]
        let (new, obstacles) = NewPartition.of(partition, in: table.kind, derivation: derivation)
        decision.obstacles += obstacles
        if table.kind == .gpt, partition.identifier == nil, derivation == nil { decision.lacksIdentity = true }
        guard let new, let number, let extent else { return }
        let entry = new.entry(number: number, extent: extent, disk: table.identifier)
        if decision.table?.partitions.contains(where: { $0.identifier == entry.identifier }) == true {
            decision.obstacles.append(.identifierTaken(partition.name, entry.identifier))
        }
        decision.declared[number] = partition
        let place =
            decision.table?.partitions.firstIndex { $0.number > number } ?? decision.table?.partitions.endIndex ?? 0
        decision.table?.partitions.insert(entry, at: place)
    }
}
