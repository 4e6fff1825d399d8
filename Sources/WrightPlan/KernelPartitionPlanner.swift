// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// The difference between the partitions the kernel shows and those of a table, so that no partition that is right
/// ever vanishes.
///
/// A partition with the table's number and start is resized where its length is another; one that the table has not, or
/// has elsewhere, is deleted; what then is missing is added. The order, shrinks, deletes, grows, adds, never makes two
/// partitions overlap, which the kernel would refuse (BLKPG: EBUSY).
struct KernelPartitionPlanner {
    private(set) var steps: [PlannedStep] = []
    private(set) var obstacles: [Obstacle] = []
    /// The kernel's partitions that stay, by number.
    private(set) var kept: [Int: KernelPartition] = [:]

    /// - Parameter links: the links that a partition is to have, by its number.
    init(table: PartitionTable, shown: [KernelPartition], links: [Int?: [LinkPath]]) {
        let visible = table.partitions.filter { (1...KernelPartition.lastNumber).contains($0.number) }
        let wanted = Dictionary(visible.map { ($0.number, $0.kernelExtent(sectorSize: table.sectorSize)) }) {
            first, _ in first
        }
        let shown = shown.sorted { $0.number < $1.number }
        let staying = shown.filter { wanted[$0.number]?.start == $0.extent.start }
        let leaving = shown.filter { wanted[$0.number]?.start != $0.extent.start }
        kept = Dictionary(staying.map { ($0.number, $0) }) { first, _ in first }
        for partition in staying { resize(partition, to: wanted[partition.number], if: <) }
        for partition in leaving { delete(partition, isInTable: wanted[partition.number] != nil) }
        for partition in staying { resize(partition, to: wanted[partition.number], if: >) }
        add(wanted.filter { kept[$0.key] == nil }, links)
    }

    private mutating func add(_ missing: [Int: Extent], _ links: [Int?: [LinkPath]]) {
        let which =
            missing.count == 1 ? "partition \(missing.keys.first ?? 0)" : "\(missing.count) partitions of its table"
        steps += missing.sorted { $0.key < $1.key }.map { number, extent in
            PlannedStep(
                .addPartition(number: number, extent: extent, links: links[number] ?? []),
                reason: "the kernel does not show \(which)")
        }
    }

    private mutating func resize(
        _ partition: KernelPartition, to extent: Extent?, if comparison: (ByteCount, ByteCount) -> Bool
    ) {
        guard let extent, comparison(extent.length, partition.extent.length) else { return }
        if extent.length < partition.extent.length, !partition.uses.isEmpty {
            obstacles.append(.partitionInUse(partition, change: "would become shorter"))
        }
        steps.append(
            PlannedStep(
                .resizePartition(number: partition.number, from: partition.extent, to: extent),
                reason: "partition \(partition.number) is \(extent.length.inWords) in the table and "
                    + "\(partition.extent.length.inWords) for the kernel"))
    }

    private mutating func delete(_ partition: KernelPartition, isInTable: Bool) {
        if !partition.uses.isEmpty { obstacles.append(.partitionInUse(partition, change: "would go")) }
        steps.append(
            PlannedStep(
                .deletePartition(number: partition.number, extent: partition.extent),
                reason: isInTable
                    ? "partition \(partition.number) starts elsewhere in the table"
                    : "the table has no partition \(partition.number)"))
    }
}
