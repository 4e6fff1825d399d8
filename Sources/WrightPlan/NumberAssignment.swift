// SPDX-License-Identifier: MIT

import WrightModel

/// The numbers of partitions that are to be made.
///
/// A number the manifest gives is honoured, as is the position that takes its place in an MBR; all others get the lowest
/// free entry, in the order of the manifest.
struct NumberAssignment: Hashable {
    /// By index in the manifest; nothing for a partition that exists or has a problem.
    private(set) var numbers: [Int: Int] = [:]
    private(set) var obstacles: [Obstacle] = []
    private var taken: [Int: String]
    private let kind: TableKind
    private let entries: Int

    /// - Parameters:
    ///   - missing: the indices of the partitions to be made.
    ///   - existing: the numbers that are taken.
    init(_ partitions: [DesiredPartition], missing: [Int], existing: [Int], kind: TableKind, entries: Int) {
        self.kind = kind
        self.entries = entries
        guard !missing.isEmpty else {
            taken = [:]
            return
        }
        taken = Dictionary(existing.map { ($0, "partition \($0) of the disk") }) { first, _ in first }
        let asked = missing.map {
            ($0, PartitionMatching.identifyingNumber(of: partitions[$0], at: $0 + 1, in: kind))
        }
        for case (let index, let number?) in asked { honour(number, at: index, for: partitions[index].name) }
        for case (let index, nil) in asked { choose(at: index, for: partitions[index].name) }
    }

    private mutating func honour(_ number: Int, at index: Int, for name: PartitionName) {
        if let other = taken[number] {
            obstacles.append(.numberTaken(name, number: number, by: other))
        } else if kind == .mbr, number > TableGeometry.mbrEntries {
            obstacles.append(.notPrimary(name, number: number))
        } else if number > KernelPartition.lastNumber || number < 1 {
            obstacles.append(.invisible(name, number: number))
        } else if number > entries {
            obstacles.append(.numberBeyond(name, number: number, entries: entries))
        } else {
            take(number, at: index, for: name)
        }
    }

    private mutating func choose(at index: Int, for name: PartitionName) {
        let last = min(entries, KernelPartition.lastNumber)
        if let number = (1...max(last, 1)).first(where: { taken[$0] == nil && $0 <= last }) {
            take(number, at: index, for: name)
        } else {
            obstacles.append(.noFreeEntry(name, entries: last))
        }
    }

    private mutating func take(_ number: Int, at index: Int, for name: PartitionName) {
        taken[number] = "'\(name)'"
        numbers[index] = number
    }
}
