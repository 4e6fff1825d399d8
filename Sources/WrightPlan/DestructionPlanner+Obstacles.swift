// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// What stands in the way of giving something up.
extension DestructionPlanner {
    func obstacles(to losses: [Loss]) -> [Obstacle] {
        guard let table else { return obstaclesWithoutTable }
        let all: [[Obstacle]] = [
            obstaclesToWriting(table), obstaclesToNames(in: table), obstaclesOfUse, host.obstacles,
            obstaclesOfKind(in: table), obstaclesOfManifest(table), shrinkingObstacles(losses, in: table),
        ]
        return all.flatMap(\.self)
    }

    private var hand: ByHand? {
        (try? BackingPlanner(desired: desired, observed: observed).ground()).map { ByHand($0, device: observed.device) }
    }

    // MARK: The table

    private var obstaclesWithoutTable: [Obstacle] {
        guard let hand, let contents = observed.contents else { return [] }
        switch contents.table {
        case .damaged(let reason): return [.damaged(reason, hand)]
        case .unreadable(let reason): return [.unreadable(reason)]
        case .absent, .present: break
        }
        if destruction == .wipe { return contents.signatures.map { .noTableBut($0, hand) } }
        return [.noTable(store: desired.name)]
    }

    private func obstaclesToWriting(_ table: PartitionTable) -> [Obstacle] {
        guard let hand, let contents = observed.contents else { return [] }
        var obstacles = contents.signatures.map { Obstacle.signatureBesideTable($0, hand) }
        switch table.condition {
        case .sound: break
        // A table that is wiped goes with its backup wherever that lies.
        case .backupMisplaced: if destruction != .wipe { obstacles.append(.backupMisplaced(hand)) }
        case .primaryDamaged, .backupDamaged, .copiesDiffer, .unannounced:
            if !isCutOff { obstacles.append(.damaged(table.condition.damage ?? "", hand)) }
        }
        return obstacles
    }

    // MARK: The partitions

    /// A command that was cut off has written the table or not: one that is gone beside one that is there was never meant.
    private func obstaclesToNames(in table: PartitionTable) -> [Obstacle] {
        let missing = destruction.leaves.filter { number(of: $0) == nil }
        let isNoneThere = !destruction.isShrinking && missing.count == destruction.leaves.count
        return (matching?.obstacles ?? [])
            + (isNoneThere ? [] : missing.map { .noSuchPartition($0, store: desired.name) })
    }

    /// Logical partitions are links of a chain, which may lose its end; in front of that a loss would renumber them.
    private func obstaclesOfKind(in table: PartitionTable) -> [Obstacle] {
        guard destruction != .wipe else { return [] }
        let numbers = Set(targets.map(\.number))
        let logicals = table.partitions.filter { $0.role == .logical }.map(\.number)
        let isChainGone = table.partitions.contains { $0.role == .extended && numbers.contains($0.number) }
        return targets.compactMap { target in
            switch target.role {
            case .primary: return nil
            case .logical where !destruction.isShrinking && isChainGone: return nil
            case .logical where table.hasEmptyLinks: return .emptyLinks(target.number)
            case .logical:
                let behind = logicals.filter { $0 > target.number && !numbers.contains($0) }
                guard !destruction.isShrinking, !behind.isEmpty else { return nil }
                return .logicalInFront(target.number, of: behind, store: desired.name)
            case .extended where destruction.isShrinking: return .extendedShrunk(target.number)
            case .extended:
                let others = logicals.filter { !numbers.contains($0) }
                return others.isEmpty ? nil : .extendedWithLogicals(target.number, others, store: desired.name)
            }
        }
    }

    // MARK: Who uses it

    private var obstaclesOfUse: [Obstacle] {
        guard let device = observed.device else { return [] }
        let numbers = Set(targets.map(\.number))
        let meant = device.partitions.filter { destruction == .wipe || numbers.contains($0.number) }
        // Whoever merely looks at the whole device does not mind one partition less.
        let uses = destruction == .wipe ? device.uses : device.uses.filter { !$0.isOpener }
        let held = [(device.node, uses)] + meant.map { ($0.node, $0.uses) }
        return held.filter { !$0.1.isEmpty }.map { .inUse($0.0, $0.1) }
    }

    // MARK: The manifest

    /// What the manifest still has would come again with the next `apply`, or at once where an agent runs.
    private func obstaclesOfManifest(_ table: PartitionTable) -> [Obstacle] {
        guard !isDespiteManifest else { return [] }
        let names = names
        switch destruction {
        case .wipe:
            return desired.kindToMake == table.kind ? [.stillMade(table.kind, desired)] : []
        case .remove:
            return targets.compactMap { target in
                names[target.number].map { .stillDeclared($0, number: target.number, store: desired.name) }
            }
        case .shrink(_, let size):
            return targets.compactMap { target in names[target.number].flatMap { growth(of: $0, from: size, in: table) }
            }
        }
    }

    private func growth(
        of partition: DesiredPartition, from size: ByteCount, in table: PartitionTable
    ) -> Obstacle? {
        let grid = Grid(alignment: desired.alignment, sectorSize: table.sectorSize)
        let area = max(Span(table.usable).aligned(to: grid).length, 0)
        guard let wish = partition.size else { return nil }
        switch SizeExpectation.of(partition, size: wish, area: area, grid: grid) {
        case .failure(let obstacle): return obstacle
        case .success(.exactly(let length)) where length <= Wide(size.bytes): return nil
        case .success(.rest(_, _, let most?)) where most <= Wide(size.bytes): return nil
        case .success: return .growsAgain(partition, "size: \(wish.inManifest)", to: size)
        }
    }

    // MARK: What lies in a partition that is shrunk

    private func shrinkingObstacles(_ losses: [Loss], in table: PartitionTable) -> [Obstacle] {
        guard case .shrink(let leaf, let size) = destruction, let loss = losses.first else { return [] }
        let length = loss.partition.extent.length
        if size > length { return [.growsByCommand(leaf, from: length)] }
        guard size.isMultiple(of: table.sectorSize.count), size > .zero else {
            return [.oddLength(leaf, size, sector: table.sectorSize)]
        }
        // A partition that was shrunk before a cut is not looked into again.
        guard size < length else { return [] }
        return obstacles(in: loss.holding, of: leaf, at: loss.node ?? "", to: size)
    }

    private func obstacles(in holding: Holding, of leaf: String, at node: String, to size: ByteCount) -> [Obstacle] {
        let signatures = holding.contents.signatures
        switch holding.contents.table {
        case .unreadable(let reason): return [.unreadable(reason)]
        // The boot sectors of exFAT and NTFS end as an MBR does.
        case .present(let table) where table.kind == .mbr && table.partitions.isEmpty && !signatures.isEmpty: break
        case .present, .damaged: return [.notUnderstood(leaf, "a partition table")]
        case .absent: break
        }
        guard !signatures.isEmpty else {
            return holding.contents.holdsData || holding.tailHoldsData ? [.unknownDataIn(leaf, at: node)] : []
        }
        return signatures.indices.compactMap { index in
            let type = signatures[index].type
            guard holding.superblocks.indices.contains(index), let superblock = holding.superblocks[index] else {
                return .notUnderstood(leaf, Sentence.quoted(type))
            }
            return superblock.size > size ? .fileSystemTooLarge(leaf, type, superblock.size, to: size, at: node) : nil
        }
    }
}

extension DeviceUse {
    fileprivate var isOpener: Bool { if case .openedBy = self { true } else { false } }
}

extension DesiredSize {
    fileprivate var inManifest: String {
        switch self {
        case .fixed(let size): size.inManifest
        case .share(let millionths):
            millionths % 10_000 == 0 ? "\(millionths / 10_000)%" : "\(Double(millionths) / 10_000)%"
        case .rest: "rest"
        }
    }
}
