// SPDX-License-Identifier: MIT

import WrightModel

/// Adds the manifest's missing partitions to a table, new or old, and changes those it has.
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
        let solution = layout.solution()
        var decision = TableDecision(table: table, obstacles: matching.obstacles)
        for (index, number) in matching.numbers.enumerated() {
            change(number, as: desired.partitions[index], extent: solution.extents[index], &decision)
        }
        extend(to: solution.extended, &decision)
        decision.obstacles += numbering.obstacles + solution.problems
        for index in missing { add(index, numbering.numbers[index], solution.extents[index], &decision) }
        refuseSharing(&decision)
        return decision
    }

    private var layout: Layout {
        let known = Dictionary(table.partitions.map { ($0.number, $0) }) { first, _ in first }
        return Layout(
            usable: table.usable, alignment: desired.alignment, sectorSize: table.sectorSize,
            occupied: table.partitions.map(\.extent) + table.chain,
            requests: zip(desired.partitions, matching.numbers).map { partition, number in
                let existing = number.flatMap { known[$0] }
                return Layout.Request(partition, existing: existing?.extent, role: existing?.role ?? .primary)
            },
            extended: table.extended?.extent,
            titles: Dictionary(table.partitions.map { ($0.extent, title(of: $0)) } + titlesOfChain) { first, _ in first
            })
    }

    private var titlesOfChain: [(Extent, String)] {
        let logicals = table.logicals
        guard logicals.count == table.chain.count else { return table.chain.map { ($0, "a boot record") } }
        return zip(table.chain, logicals).map { ($0, "the boot record of partition \($1.number)") }
    }

    /// The extended partition grows with what lies in it.
    private func extend(to extent: Extent?, _ decision: inout TableDecision) {
        guard let extent, let place = decision.table?.partitions.firstIndex(where: { $0.role == .extended }) else {
            return
        }
        decision.table?.partitions[place].extent = extent
    }

    private func title(of partition: TablePartition) -> String {
        let index = matching.numbers.firstIndex(of: partition.number)
        let name = index.map { " '\(desired.partitions[$0].name)'" } ?? ", which the manifest does not name,"
        return "partition \(partition.number)\(name)"
    }

    private func change(
        _ number: Int?, as partition: DesiredPartition, extent: Extent?, _ decision: inout TableDecision
    ) {
        guard let place = decision.table?.partitions.firstIndex(where: { $0.number == number }),
            let existing = decision.table?.partitions[place]
        else { return }
        let comparison = PartitionComparison(desired: partition, existing: existing, kind: table.kind)
        var entry = comparison.entry
        entry.extent = extent ?? existing.extent
        decision.obstacles += comparison.obstacles
        if existing.role == .logical, entry != existing, table.hasEmptyLinks {
            decision.obstacles.append(.emptyLinks(partition.name))
        }
        decision.declared[existing.number] = partition
        decision.table?.partitions[place] = entry
    }

    /// What one partition alone may have, and a change would give to two.
    private func refuseSharing(_ decision: inout TableDecision) {
        guard let entries = decision.table?.partitions, entries != table.partitions else { return }
        let byIdentifier = Dictionary(grouping: entries, by: \.identifier)
        for entry in entries where !table.partitions.contains(entry) {
            guard let name = decision.declared[entry.number]?.name else { continue }
            let clash = byIdentifier[entry.identifier]?.first { $0.number != entry.number }
            if let clash, clash.number < entry.number || table.partitions.contains(clash) {
                decision.obstacles.append(.identifierTaken(name, entry.identifier))
            }
            guard table.kind == .mbr, entry.attributes.contains(.active) else { continue }
            for other in entries where other.number != entry.number && other.attributes.contains(.active) {
                decision.obstacles.append(.severalActive(name, and: other.number))
            }
        }
    }

    private func add(_ index: Int, _ number: Int?, _ extent: Extent?, _ decision: inout TableDecision) {
        let partition = desired.partitions[index]
        let (new, obstacles) = NewPartition.of(partition, in: table.kind, derivation: derivation)
        decision.obstacles += obstacles
        if table.kind == .gpt, partition.identifier == nil, derivation == nil { decision.lacksIdentity = true }
        guard let new, let number, let extent else { return }
        let entry = new.entry(number: number, extent: extent, disk: table.identifier)
        decision.declared[number] = partition
        let place =
            decision.table?.partitions.firstIndex { $0.number > number } ?? decision.table?.partitions.endIndex ?? 0
        decision.table?.partitions.insert(entry, at: place)
    }
}
