// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// Decides whether a table is made, changed, taken as it is, or not there to be looked at.
struct TablePlanner {
    let desired: DesiredStore
    let ground: Ground
    let sectorSize: SectorSize
    let derivation: IdentifierDerivation?
    let hand: ByHand
    /// The size of what the contents were read from: a loop that has not taken over its backing's growth yet shows less
    /// than it will.
    let formerSize: ByteCount
    /// Whether nothing stands in the way of writing the table.
    let mayWrite: Bool

    func decision() -> TableDecision {
        if desired.table == .noTable { return withoutTable() }
        if desired.isTakenAsItIs { return asItIs() }
        switch ground.contents.table {
        case .present(let table): return changed(table)
        case .absent: return made()
        case .damaged(let reason): return resumed() ?? announced() ?? TableDecision(obstacles: [.damaged(reason, hand)])
        case .unreadable(let reason): return TableDecision(obstacles: [.damaged(reason, hand)])
        }
    }

    /// Makes the table once more that this store was being given when the work was cut off; nil where what is found may
    /// be anything else.
    private func resumed() -> TableDecision? {
        var decision = made()
        guard decision.obstacles.isEmpty, isUnfinished(decision) else { return nil }
        decision.reason = "an earlier run was cut off while it made the table"
        return decision
    }

    /// Whether what is out of step with the table is what writing it as decided leaves when it is cut off.
    private func isUnfinished(_ decision: TableDecision) -> Bool {
        guard let remains = ground.contents.remains, let table = decision.table else { return false }
        return remains.isUnfinished(table, over: ground.contents.table.table) { partition in
            guard let declared = decision.declared[partition.number] else { return false }
            let identifier = declared.identifier ?? derivation?.partition(declared.name)
            return identifier.map(PartitionIdentifier.gpt) == partition.identifier
        }
    }

    /// A store that says `table: none`: a file system on the whole device is what it is for.
    private func withoutTable() -> TableDecision {
        guard let table = ground.contents.table.table else { return TableDecision() }
        return TableDecision(obstacles: [.tableInTheWay(table, hand)])
    }

    private func asItIs() -> TableDecision {
        switch ground.contents.table {
        case .present(let table): TableDecision(table: table, obstacles: outOfReach(table), note: table.condition.note)
        case .damaged(let reason): TableDecision(note: "its partition table is damaged: \(reason)")
        case .absent, .unreadable: TableDecision()
        }
    }

    private func made() -> TableDecision {
        let kind = desired.kindToMake ?? .gpt
        let obstacles = ground.contents.obstaclesToMakingTable(hand)
        guard obstacles.isEmpty else { return TableDecision(obstacles: obstacles) }
        let entries = TableMaker.entries(for: desired, kind: kind)
        guard let usable = usable(kind, entries) else {
            return TableDecision(obstacles: [.noRoomForTable(kind, entries: entries, on: ground)])
        }
        let disk = desired.tableIdentifier ?? derivation?.disk(in: kind)
        let blank = PartitionTable(
            kind: kind, identifier: disk ?? .mbr(0), sectorSize: sectorSize, entries: entries, usable: usable,
            partitions: [], checksum: 0)
        var decision = maker(for: blank).decision()
        if let disk, disk.kind != kind { decision.obstacles.append(.identifierOfOtherKind(disk, kind: kind)) }
        if disk == nil || decision.lacksIdentity { decision.obstacles.append(.noIdentity(store: desired.name)) }
        decision.change = decision.table.map { TableChange(before: nil, after: $0) }
        decision.reason = "there is no partition table"
        return decision
    }

    func changed(_ table: PartitionTable) -> TableDecision {
        if case .kind(let kind) = desired.table, kind != table.kind {
            return TableDecision(obstacles: [.otherKind(table, wanted: kind)])
        }
        let wanted = named(enlarged(table))
        let maker = maker(for: wanted)
        var decision = maker.decision()
        let isChanged =
            mustMend(table) || maker.matching.numbers.contains(nil) || wanted.identifier != table.identifier
            || decision.table?.partitions != wanted.partitions
        let repair = repair(of: table)
        let isCutOff =
            repair == nil && table.condition.damage != nil && desired.readOnly != true && isUnfinished(decision)
        decision.obstacles = differences(of: table) + outOfReach(table) + decision.obstacles
        if decision.lacksIdentity { decision.obstacles.append(.noIdentity(store: desired.name)) }
        guard isChanged || isCutOff || repair != nil else {
            decision.table = table
            decision.note = table.condition.note
            return decision
        }
        decision.obstacles += ground.contents.signatures.map { Obstacle.signatureBesideTable($0, hand) }
        if let damage = table.condition.damage, !isCutOff, repair == nil {
            decision.obstacles.append(.damaged(damage, hand))
        }
        decision.table?.condition = .sound
        decision.table?.checksum = 0
        decision.change = decision.table.map { TableChange(before: table, after: $0) }
        decision.reason =
            isCutOff ? "an earlier run was cut off while it wrote the table" : TableReason.of(decision)
        if let repair { decision.reason = isChanged ? "\(repair); \(decision.reason)" : repair }
        return decision
    }

    private func maker(for table: PartitionTable) -> TableMaker {
        TableMaker(desired: desired, table: table, derivation: derivation)
    }

    /// Whether the device has, or will have, more room behind the table than the table knows of.
    private func hasMoreRoom(_ table: PartitionTable) -> Bool {
        table.condition == .backupMisplaced || ground.deviceSize > formerSize
    }

    /// Whether the backup of a GPT is to be moved to the end of a device that the manifest's `size` has made larger.
    ///
    /// It is so too where the size is already there and the backup is not: an earlier run was cut off between the two.
    /// Where the manifest gives no size it moves when something else is to be changed; it is no fault of the table's.
    private func mustMend(_ table: PartitionTable) -> Bool {
        table.kind == .gpt && ground.isFile && desired.size != nil && desired.readOnly != true && hasMoreRoom(table)
    }

    /// The table with all the room that the device has behind it.
    ///
    /// A GPT's first usable block stays where it is.
    private func enlarged(_ table: PartitionTable) -> PartitionTable {
        guard hasMoreRoom(table), let usable = usable(table.kind, table.entries), usable.end > table.usable.end else {
            return table
        }
        var larger = table
        larger.usable = Extent(from: table.usable.start, to: usable.end)
        return larger
    }

    /// The table with the identifier that the manifest gives it, from which those of an MBR's partitions follow.
    private func named(_ table: PartitionTable) -> PartitionTable {
        guard let identifier = desired.tableIdentifier, identifier.kind == table.kind else { return table }
        var named = table
        named.identifier = identifier
        guard case .mbr(let disk) = identifier else { return named }
        for index in named.partitions.indices {
            named.partitions[index].identifier = .mbr(disk: disk, number: named.partitions[index].number)
        }
        return named
    }

    private func usable(_ kind: TableKind, _ entries: Int) -> Extent? {
        TableGeometry.usable(kind: kind, deviceSize: ground.deviceSize, sectorSize: sectorSize, entries: entries)
    }

    private func differences(of table: PartitionTable) -> [Obstacle] {
        var obstacles: [Obstacle] = []
        if let identifier = desired.tableIdentifier, identifier.kind != table.kind {
            obstacles.append(.identifierOfOtherKind(identifier, kind: table.kind))
        }
        if table.kind == .gpt, let entries = desired.entries, entries > table.entries {
            obstacles.append(.fewerEntries(table.entries, wanted: entries))
        }
        return obstacles
    }

    private func outOfReach(_ table: PartitionTable) -> [Obstacle] {
        table.partitions.map { ($0.number, Span($0.extent).end) }.filter { $0.1 > Wide(ground.deviceSize.bytes) }
            .map { .behindDevice($0, end: ByteCount(wide: $1), on: ground) }
    }
}

extension TableIdentifier {
    var kind: TableKind {
        switch self {
        case .gpt: .gpt
        case .mbr: .mbr
        }
    }
}

extension TableCondition {
    /// What is wrong with a copy of the table, so that it must not be written over before it is repaired.
    var damage: String? { self == .backupMisplaced ? nil : note }
}
