// SPDX-License-Identifier: MIT

package import WrightModel
import WrightText

/// Decides whether what a person gives up on purpose may go, and in which steps.
package struct DestructionPlanner {
    let destruction: Destruction
    let desired: DesiredStore
    let observed: ObservedStore
    let host: Host
    /// Whether the person has said that the manifest, which wants otherwise, is known to do so.
    let isDespiteManifest: Bool
    /// The table that is there, or that a wiping which was cut off has left remains of.
    let table: PartitionTable?

    /// - Parameters:
    ///   - observed: the store with the processes among the users of its device and partitions.
    ///   - former: the table whose wiping was cut off, where that is what is found.
    package init(
        _ destruction: Destruction, of desired: DesiredStore, _ observed: ObservedStore, host: Host,
        isDespiteManifest: Bool, former: PartitionTable? = nil
    ) {
        self.destruction = destruction
        self.desired = desired
        self.observed = observed
        self.host = host
        self.isDespiteManifest = isDespiteManifest
        table = observed.contents?.table.table ?? (destruction == .wipe ? former : nil)
    }

    /// The store as it is; whatever keeps it from being worked on blocks it.
    package func outline() -> StorePlan {
        var plan = UndoPlanner(desired, observed, host: host).outline()
        if plan.state == .converged { plan.reason = "nothing is to be given up" }
        plan.partitions = views
        return plan
    }

    /// The partitions that are meant, as far as they are there; the extended one holds nothing of its own.
    package var targets: [TablePartition] {
        guard let table else { return [] }
        if destruction == .wipe { return table.partitions.filter { $0.role != .extended } }
        let numbers = Set(destruction.leaves.compactMap(number))
        return table.partitions.filter { numbers.contains($0.number) }
    }

    /// What comes of it.
    package struct Outcome {
        /// Pending with its steps and losses, or why nothing is done.
        package let plan: StorePlan
        /// The store with no wish of the manifest's but the names of the partitions that are there, and that are left.
        package let present: DesiredStore
        package let store: DesiredStore
        /// What the manifest would have made anew: a clause for each.
        package let again: [String]
    }

    /// The plan, given what is found in each target, by its number.
    package func outcome(of holdings: [Int: Holding]) -> Outcome {
        var plan = outline()
        let losses = targets.map { partition in
            Loss(
                partition: partition, name: names[partition.number]?.name, node: shown(partition.number)?.node,
                remainder: remainder, holding: holdings[partition.number] ?? .blank)
        }
        let obstacles = plan.state == .blocked ? [] : obstacles(to: losses)
        let steps = steps
        if !obstacles.isEmpty {
            plan.block(obstacles)
        } else if plan.state != .blocked {
            plan.end(steps.isEmpty ? .converged : .pending, steps.isEmpty ? done : reason)
            plan.steps = steps
            plan.losses = steps.isEmpty ? [] : losses
        }
        let gone = destruction.isShrinking ? [] : Set(targets.map(\.number))
        let left = names.filter { !gone.contains($0.key) }
        return Outcome(
            plan: plan, present: desired.keeping(names), store: desired.keeping(destruction == .wipe ? [:] : left),
            again: plan.state == .pending ? again : [])
    }

    /// How much is left of a partition that is meant.
    private var remainder: ByteCount {
        if case .shrink(_, let size) = destruction { size } else { .zero }
    }
}

// MARK: What is meant

extension DestructionPlanner {
    var matching: PartitionMatching? { table.map(matching) }

    private func matching(in table: PartitionTable) -> PartitionMatching {
        PartitionMatching(desired.partitions, in: table, derivation: IdentifierDerivation(for: desired, on: host))
    }

    /// The manifest's partitions that are in the table, by number.
    var names: [Int: DesiredPartition] { table.map(names) ?? [:] }

    private func names(in table: PartitionTable) -> [Int: DesiredPartition] {
        let pairs = zip(matching(in: table).numbers, desired.partitions).compactMap { number, partition in
            number.map { ($0, partition) }
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// The number of the partition to which a link of this name leads; nil where the table has none.
    func number(of leaf: String) -> Int? { table.flatMap { number(of: leaf, in: $0) } }

    private func number(of leaf: String, in table: PartitionTable) -> Int? {
        let declared = names(in: table).first { $0.value.name.text == leaf }?.key
        let named = PartitionName.isReserved(leaf) ? Int(leaf.dropFirst("part".count)) : nil
        return declared ?? table.partitions.first { $0.number == named }?.number
    }

    func shown(_ number: Int) -> KernelPartition? { observed.device?.partitions.first { $0.number == number } }

    private var views: [PartitionView] {
        let names = names
        return (table?.partitions ?? []).sorted { ($0.extent.start, $0.number) < ($1.extent.start, $1.number) }
            .map { partition in
                PartitionView(
                    name: names[partition.number]?.name, number: partition.number, extent: partition.extent,
                    type: partition.type, label: partition.label, role: partition.role,
                    node: shown(partition.number)?.node)
            }
    }
}

// MARK: What was cut off

extension DestructionPlanner {
    /// Whether the copies of a GPT differ in nothing but the partitions that are named: what this very change leaves
    /// where it is cut off between them.
    var isCutOff: Bool {
        guard let table, table.condition.damage != nil, let remains = observed.contents?.remains,
            remains.identifier == table.identifier, remains.sectorSize == table.sectorSize,
            remains.entries == table.entries, remains.usable == table.usable
        else { return false }
        var other = table
        other.partitions = remains.partitions
        let meant = Set(destruction.leaves.flatMap { [number(of: $0, in: table), number(of: $0, in: other)] })
        func rest(_ partitions: [TablePartition]) -> [TablePartition] {
            partitions.filter { !meant.contains($0.number) }
        }
        return !meant.isEmpty && rest(table.partitions) == rest(other.partitions)
    }
}

// MARK: What is done

extension DestructionPlanner {
    /// The kernel lets go of a partition first, for it alone knows for certain that nobody uses it; the table comes after.
    private var steps: [PlannedStep] {
        guard let table else { return [] }
        let targets = targets
        switch destruction {
        case .wipe:
            return hidden(observed.device?.partitions ?? []) + [PlannedStep(.wipeTable(table), reason: reason)]
        case .remove:
            guard !targets.isEmpty || isCutOff else { return [] }
            let numbers = Set(targets.map(\.number))
            let change = change(of: table, to: table.without(numbers))
            return hidden(targets.compactMap { shown($0.number) })
                + [PlannedStep(.writeTable(change), reason: reason)]
        case .shrink(_, let size):
            return targets.flatMap { shrinking($0, to: size, in: table) }
        }
    }

    private func hidden(_ partitions: [KernelPartition]) -> [PlannedStep] {
        partitions.sorted { $0.number > $1.number }.map {
            PlannedStep(.deletePartition(number: $0.number, extent: $0.extent), reason: reason)
        }
    }

    private func shrinking(_ target: TablePartition, to size: ByteCount, in table: PartitionTable) -> [PlannedStep] {
        var steps: [PlannedStep] = []
        let extent = Extent(start: target.extent.start, length: size)
        if let shown = shown(target.number), shown.extent.start == extent.start, shown.extent.length > size {
            let step = Step.resizePartition(number: target.number, from: shown.extent, to: extent)
            steps.append(PlannedStep(step, reason: reason))
        }
        guard target.extent.length > size || isCutOff else { return steps }
        var shorter = table
        for index in shorter.partitions.indices where shorter.partitions[index].number == target.number {
            shorter.partitions[index].extent = extent
        }
        return steps + [PlannedStep(.writeTable(change(of: table, to: shorter)), reason: reason)]
    }

    private func change(of table: PartitionTable, to wanted: PartitionTable) -> TableChange {
        var after = wanted
        after.condition = .sound
        after.checksum = 0
        return TableChange(before: table, after: after)
    }

    private var reason: String {
        switch destruction {
        case .wipe: "its partition table is to be wiped"
        case .remove: "\(subject) to be removed"
        case .shrink(_, let size): "\(subject) to be shrunk to \(size.inWords)"
        }
    }

    private var done: String {
        switch destruction {
        case .wipe: "there is no partition table on it"
        case .remove: "\(subject) not in its table"
        case .shrink(_, let size): "\(subject) \(size.inWords) long"
        }
    }

    private var subject: String {
        let leaves = destruction.leaves
        return (leaves.count == 1 ? "partition " : "partitions ") + Sentence.quotedList(leaves)
            + (leaves.count == 1 ? " is" : " are")
    }

    private var again: [String] {
        switch destruction {
        case .shrink: []
        case .wipe: desired.kindToMake.map { ["a table: \($0.withArticle)"] } ?? []
        case .remove: targets.compactMap { names[$0.number].map { "partition '\($0.name)'" } }
        }
    }
}

extension Destruction {
    var isShrinking: Bool { if case .shrink = self { true } else { false } }
}
