// SPDX-License-Identifier: MIT

package import WrightModel
import WrightText

/// Decides whether a saved partition table may be put back in a store, and what follows from it.
package struct UndoPlanner {
    private let desired: DesiredStore
    private let observed: ObservedStore
    private let host: Host

    /// - Parameter observed: the store with the processes among the users of its device and partitions.
    package init(_ desired: DesiredStore, _ observed: ObservedStore, host: Host) {
        self.desired = desired
        self.observed = observed
        self.host = host
    }

    /// The store as it is, without regard to what the manifest wants of its table.
    ///
    /// Whatever keeps the store from being worked on blocks it; nothing else does.
    package func outline() -> StorePlan {
        var plan = Planner.plan(desired.keeping([:]), observed, host: host)
        let trouble = obstacle(in: plan)
        let obstacles = trouble.map { [$0] } ?? [sharing, unattached, readOnly].compactMap(\.self)
        plan.end(.converged, "nothing is to be put back")
        if !obstacles.isEmpty { plan.block(obstacles) }
        return plan
    }

    /// What an undoing makes of a store.
    package struct Outcome {
        /// The table, and what the kernel's partitions and the links need for following it.
        package let plan: StorePlan
        /// The store with no wish of the manifest's but the names of the partitions that are left.
        package let store: DesiredStore
        /// What the manifest would have done to the table again, as the end of a sentence that begins with it.
        package let again: String?
    }

    /// The plan for putting a saved table back.
    ///
    /// - Parameters:
    ///   - contents: what lies on the partitions that are there and not in the saved table, by their numbers.
    ///   - isDone: whether the table is back already, so that only the kernel may have to follow.
    package func outcome(
        of change: TableChange, from label: BackupLabel, number: Int, contents: [Int: Contents], isDone: Bool
    ) -> Outcome {
        let after = observed.showing(change.after)
        let wished = Planner.plan(desired, after, host: host)
        let store = desired.keeping(names(in: change.after, by: wished))
        var plan = Planner.plan(store, after, host: host)
        let losses = change.before == nil ? foreign : losses(by: change, number, contents)
        let obstacles = losses.isEmpty ? [obstacle(in: plan)].compactMap(\.self) : losses
        let reason = "backup \(number), saved at \(label.moment): \(label.reason)"
        let following = observed.device == nil ? [] : plan.steps
        plan.end(.pending, reason)
        plan.steps = (isDone ? [] : [PlannedStep(.writeTable(change), reason: reason)]) + following
        if plan.steps.isEmpty { plan.end(.converged, "its table is that of backup \(number)") }
        if !obstacles.isEmpty { plan.block(obstacles) }
        return Outcome(plan: plan, store: store, again: again(by: wished))
    }

    private func obstacle(in plan: StorePlan) -> Obstacle? {
        switch plan.state {
        case .converged, .pending: nil
        case .blocked, .failed, .waiting:
            Obstacle(plan.reason, remedy: plan.remedy ?? "look at what `loopwright explain \(desired.name)` says")
        }
    }

    /// The manifest's partitions that are in a table, by number.
    private func names(in table: PartitionTable, by plan: StorePlan) -> [Int: DesiredPartition] {
        let numbers = Set(table.partitions.map(\.number))
        var names: [Int: DesiredPartition] = [:]
        for view in plan.partitions where numbers.contains(view.number) {
            names[view.number] = desired.partitions.first { $0.name == view.name }
        }
        return names
    }

    private func again(by plan: StorePlan) -> String? {
        let changes: [TableChange] = plan.steps.compactMap { planned in
            if case .writeTable(let change) = planned.step { change } else { nil }
        }
        guard let change = changes.first, let before = change.before else { return nil }
        func names(_ partitions: [TablePartition]) -> String? {
            let names = plan.partitions.filter { view in partitions.contains { $0.number == view.number } }
                .compactMap(\.name?.text)
            guard !names.isEmpty else { return nil }
            return (names.count == 1 ? "partition " : "partitions ") + Sentence.quotedList(names)
        }
        let former = Set(before.partitions.map(\.number))
        let changed = change.after.partitions.filter { former.contains($0.number) && !before.partitions.contains($0) }
        let clauses = [
            names(change.additions).map { "has \($0), which `apply` adds again" },
            names(changed).map { "says otherwise of \($0), which `apply` changes again" },
            before.identifier == change.after.identifier ? nil : "gives the disk a uuid, which `apply` sets again",
        ]
        let said = clauses.compactMap(\.self)
        return said.isEmpty ? nil : Sentence.list(said)
    }
}

// MARK: What stands in the way

extension UndoPlanner {
    private var unattached: Obstacle? {
        let isWholeFile = desired.backing.file != nil && desired.offset == nil && desired.length == nil
        guard observed.device == nil, !isWholeFile else { return nil }
        return Obstacle("the store has no device", remedy: "attach it with `loopwright apply \(desired.name)`")
    }

    /// Others who stand on the same bytes would not see what is written, or would write over it.
    private var sharing: Obstacle? {
        guard desired.attachment == .loop, let present = observed.backing.present else { return nil }
        let loops = observed.strangers.filter { stranger in !present.uses.contains { $0.isLoop(stranger.node) } }
        let uses = present.uses + loops.map { .loop(node: $0.node, store: $0.binding?.store) }
        return uses.isEmpty ? nil : .inUse(present.path, uses)
    }

    private var readOnly: Obstacle? {
        if desired.readOnly == true { return .readOnlyStore }
        if let device = observed.device { return device.isReadOnly ? .readOnlyDevice(device) : nil }
        return observed.backing.present.flatMap { $0.isReadOnly ? .readOnlyBacking($0) : nil }
    }

    /// Why a backup is not one of what the store stands on.
    package func misfit(of label: BackupLabel, number: Int, table: PartitionTable?) -> Obstacle? {
        guard let present = observed.backing.present,
            let difference = otherFile(label, present) ?? otherDisk(label, table) ?? otherForm(label, present)
        else { return nil }
        return Obstacle(
            "backup \(number) is not of what is there: \(difference)",
            remedy: "put what it was saved from back, or choose another with `--to`")
    }

    /// A file system may get another device number with every boot, and a file keeps its inode.
    private func otherFile(_ label: BackupLabel, _ present: PresentBacking) -> String? {
        switch (label.identity, present.identity) {
        case (.file(_, let had), .file(_, let has)):
            had == has ? nil : "the file had inode \(had), and '\(present.path)' has \(has)"
        case (.device, .device): nil
        default: "it is of \(label.identity), and '\(present.path)' is \(present.identity)"
        }
    }

    private func otherDisk(_ label: BackupLabel, _ table: PartitionTable?) -> String? {
        guard let came = observed.disk else { return nil }
        let left = DiskIdentity(
            node: label.backing, sequence: label.sequence ?? came.sequence, names: label.names,
            table: table?.identifier, size: label.size)
        return DiskComparison.difference(of: came, from: left)
    }

    private func otherForm(_ label: BackupLabel, _ present: PresentBacking) -> String? {
        let size = observed.device?.size ?? desired.slice(of: present.size).length
        if size < label.size { return "that was \(label.size.inWords), and there are \(size.inWords)" }
        guard let table = observed.contents?.table.table, table.sectorSize != label.sectorSize else { return nil }
        return "its sectors are of \(label.sectorSize.count.bytes) bytes, and those of the table that is there of "
            + "\(table.sectorSize.count.bytes)"
    }

    /// What was made over the whole device since its table was wiped.
    private var foreign: [Obstacle] {
        guard let contents = observed.contents,
            let ground = try? BackingPlanner(desired: desired, observed: observed).ground()
        else { return [] }
        return contents.signatures.map { .signature($0, ByHand(ground, device: observed.device)) }
    }

    /// The partitions that would be cut off and are in use or hold something.
    private func losses(by change: TableChange, _ number: Int, _ contents: [Int: Contents]) -> [Obstacle] {
        let shown = observed.device?.partitions ?? []
        return UndoPlanner.lost(by: change).compactMap { partition in
            let node = shown.first { $0.number == partition.number && $0.extent.start == partition.extent.start }
            if let node, !node.uses.isEmpty { return .inUse(node.node, node.uses) }
            guard let contents = contents[partition.number], contents.holdsData else { return nil }
            let what = contents.signatures.first.map { "'\($0.type)'" } ?? "data"
            let remedy =
                node.map { "to give up what it holds, run `blkdiscard --force --zeroout '\($0.node)'`" }
                ?? "attach the store with `loopwright apply \(desired.name)` and clear the partition"
            return Obstacle(
                "partition \(partition.number) holds \(what), and backup \(number) has no partition just there",
                remedy: remedy)
        }
    }

    /// The partitions that are there and not, from the same byte to the same byte or a later one, in the saved table; the
    /// extended one holds nothing of its own.
    package static func lost(by change: TableChange) -> [TablePartition] {
        change.before?.partitions.filter { partition in
            partition.role != .extended
                && !change.after.partitions.contains {
                    $0.extent.start == partition.extent.start && $0.extent.contains(partition.extent)
                }
        } ?? []
    }
}

extension StorePlan {
    /// Ends the plan by what stands in the way.
    package mutating func block(by obstacle: Obstacle) { block([obstacle]) }
}

extension DesiredStore {
    /// The store as it is, with the manifest's names and links for some of its partitions.
    func keeping(_ names: [Int: DesiredPartition]) -> DesiredStore {
        var store = self
        store.size = nil
        store.table = nil
        store.tableIdentifier = nil
        store.entries = nil
        store.partitions = names.sorted { $0.key < $1.key }.map { number, partition in
            var kept = DesiredPartition(name: partition.name, location: partition.location)
            kept.number = number
            kept.links = partition.links
            return kept
        }
        return store
    }
}

extension ObservedStore {
    /// The same store with another table on it.
    fileprivate func showing(_ table: PartitionTable) -> ObservedStore {
        var store = self
        store.contents?.table = .present(table)
        store.contents?.remains = nil
        return store
    }
}
