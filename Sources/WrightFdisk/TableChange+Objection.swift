// SPDX-License-Identifier: MIT

import WrightModel
import WrightTable

/// What keeps a change from being handed to libfdisk, which asserts some of it and quietly adjusts the rest.
extension TableChange {
    /// A clause about the first thing that is wrong, or nil.
    func objection(deviceSize: ByteCount) -> String? {
        if let before, before.kind != after.kind || before.sectorSize != after.sectorSize {
            return "a table is not turned into one of another type or sector size"
        }
        guard after.identifier.kind == after.kind else { return "the identifier is not one of such a table" }
        guard Extent(start: .zero, length: deviceSize).holds(after.usable, inUnitsOf: after.sectorSize) else {
            return "the usable area does not lie on the device"
        }
        let entries = after.kind == .gpt ? 1...TableGeometry.gptEntryLimit : 4...4
        guard entries.contains(after.entries) else { return "a table cannot have \(after.entries) entries" }
        let numbers = after.partitions.map(\.number)
        guard zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 }) else {
            return "the partitions are not in the order of their numbers"
        }
        let added = Set(additions.map(\.number))
        for partition in after.partitions {
            if let clause = objection(to: partition, isAddition: added.contains(partition.number)) {
                return "partition \(partition.number) \(clause)"
            }
        }
        return overlap ?? objectionToAlterations ?? objectionToLogicals
    }

    private func objection(to partition: TablePartition, isAddition: Bool) -> String? {
        if isAddition || after.kind == .gpt {
            guard (1...after.entries).contains(partition.number) else { return "has a number beyond the entries" }
            guard partition.role == .primary else { return "cannot be made inside another" }
        }
        guard after.usable.holds(partition.extent, inUnitsOf: after.sectorSize) else {
            return "does not lie in the usable area, in whole sectors"
        }
        guard partition.type.kind == after.kind else { return "has a type of another table" }
        guard GPTLabel.bytes(of: partition.label) != nil else { return "has a label of more than 36 UTF-16 units" }
        switch (after.identifier, partition.type, partition.identifier) {
        case (.gpt, .gpt(let type), .gpt): return type == .zero ? "has the type of an unused entry" : nil
        case (.mbr(let disk), .mbr(let type), .mbr(let owner, let number)):
            guard disk == owner, number == partition.number else { return "has an identifier of another table" }
            guard !isAddition || (type != 0 && !partition.type.isExtended) else {
                return "cannot be made with type \(partition.type.code)"
            }
            guard partition.label.isEmpty, partition.attributes.isSubset(of: .active) else {
                return "has what an MBR has no field for"
            }
            return nil
        default: return "has an identifier of another table"
        }
    }

    private var overlap: String? {
        let sorted = after.partitions.filter { $0.role != .logical }.sorted { $0.extent.start < $1.extent.start }
        return zip(sorted, sorted.dropFirst()).first { $0.extent.overlaps($1.extent) }
            .map { "partitions \($0.number) and \($1.number) overlap" }
    }

    /// Partitions that exist are not moved, and the extended one changes in its length alone.
    private var objectionToAlterations: String? {
        for (old, new) in alterations {
            guard old.extent.start == new.extent.start else { return "partition \(new.number) would be moved" }
            guard old.role != .extended || old.type == new.type && old.attributes == new.attributes else {
                return "partition \(new.number) is extended, and would be changed"
            }
            guard old.role == new.role, old.role == .extended || !new.type.isExtended else {
                return "partition \(new.number) is \(old.role), and would not be"
            }
            guard old.role != .logical || new.type != .mbr(0) else {
                return "partition \(new.number) is logical, and cannot have type \(new.type.code)"
            }
        }
        return nil
    }

    /// Logical partitions lie in the extended one, clear of one another and of the EBRs, and go from the chain's end.
    private var objectionToLogicals: String? {
        guard let extended = after.extended else {
            return after.logicals.first.map { "partition \($0.number) is logical, and there is no extended one" }
        }
        for logical in after.logicals where !extended.extent.contains(logical.extent) {
            return "partition \(logical.number) would not lie in partition \(extended.number)"
        }
        let sorted = (after.logicals.map(\.extent) + after.chain).sorted { $0.start < $1.start }
        guard zip(sorted, sorted.dropFirst()).allSatisfy({ !$0.overlaps($1) }) else {
            return "logical partitions and their boot records overlap"
        }
        let last = after.logicals.last?.number ?? 0
        guard let stray = removals.first(where: { $0.role == .logical && $0.number < last }) else { return nil }
        return "partition \(stray.number) is logical, and is not the last one"
    }
}

extension Extent {
    /// Whether a run of whole sectors, one at least, lies inside; sums that would overflow do not.
    fileprivate func holds(_ other: Extent, inUnitsOf sectorSize: SectorSize) -> Bool {
        guard other.start >= start, other.length > .zero, other.length <= length,
            other.start - start <= length - other.length
        else { return false }
        return other.start.isMultiple(of: sectorSize.count) && other.length.isMultiple(of: sectorSize.count)
    }
}

extension TableIdentifier {
    fileprivate var kind: TableKind {
        switch self {
        case .gpt: .gpt
        case .mbr: .mbr
        }
    }
}
