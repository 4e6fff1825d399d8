// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// Holds the partitions of a store against one another and against the room there is.
enum LayoutCheck {
    static func check(_ store: StoreDraft, _ findings: inout Findings) {
        let partitions = store.partitions
        checkDistinct(partitions.compactMap { $0[PartitionKeys.name] }, "name", &findings)
        checkDistinct(partitions.compactMap { $0[PartitionKeys.number] }, "number", &findings)
        checkDistinct(partitions.compactMap { $0[PartitionKeys.uuid] }, "UUID", &findings)
        if store.table.kind == .gpt { checkLabels(partitions, &findings) }
        if store.table.kind == .mbr { checkPrimaries(partitions, &findings) }
        checkShares(partitions, &findings)
        checkRoom(store, &findings)
    }

    private static func checkDistinct<Value: Hashable>(
        _ values: [Marked<Value>], _ noun: String, _ findings: inout Findings
    ) {
        var known: [Value: Place] = [:]
        for value in values {
            if let first = known[value.value] {
                let problem =
                    "the \(noun) \(Sentence.quoted("\(value.value)")) is given in line \(first.location.line) already"
                findings.add(Mistake(problem, "write another"), at: value.place)
            } else {
                known[value.value] = value.place
            }
        }
    }

    /// Where neither uuid nor number is given, the label is what a partition on the disk is recognised by.
    private static func checkLabels(_ partitions: [Record<PartitionKeys>], _ findings: inout Findings) {
        var known: [String: (line: Int, isName: Bool)] = [:]
        for partition in partitions
        where partition.key(PartitionKeys.uuid) == nil && partition.key(PartitionKeys.number) == nil {
            let isName = partition.key(PartitionKeys.label) == nil
            let name = partition[PartitionKeys.name].map { Marked(value: $0.value.text, place: $0.place) }
            guard let label = isName ? name : partition[PartitionKeys.label] else { continue }
            guard let first = known[label.value] else {
                known[label.value] = (label.place.location.line, isName)
                continue
            }
            // Two equal names are reported as such.
            guard !isName || !first.isName else { continue }
            let problem =
                "the partition of line \(first.line) is recognised by the label \(Sentence.quoted(label.value)) too"
            findings.add(Mistake(problem, "write another, or give one of them a number or a uuid"), at: label.place)
        }
    }

    private static func checkPrimaries(_ partitions: [Record<PartitionKeys>], _ findings: inout Findings) {
        let primaries = partitions.filter { ($0[PartitionKeys.number]?.value ?? 0) <= TableGeometry.mbrEntries }
        for partition in primaries.dropFirst(TableGeometry.mbrEntries).prefix(1) {
            let problem = "an mbr table holds \(TableGeometry.mbrEntries) partitions, for no logical ones are made"
            findings.add(Mistake(problem, "remove the others, or write 'table: gpt'"), at: partition.place)
        }
        let active = partitions.flatMap { $0[PartitionKeys.attributes]?.value ?? [] }.filter { $0.value == "active" }
        for attribute in active.dropFirst() {
            findings.add(Mistake("another partition is active already", "keep one of them active"), at: attribute.place)
        }
    }

    private static func checkShares(_ partitions: [Record<PartitionKeys>], _ findings: inout Findings) {
        var total: Int64 = 0
        for size in partitions.compactMap({ $0[PartitionKeys.size] }) {
            guard case .share(let millionths) = size.value else { continue }
            total += millionths
            guard total > 1_000_000 else { continue }
            return findings.add(
                Mistake("the shares come to more than 100% here", "make some of them smaller"), at: size.place)
        }
    }

    /// Walks the partitions in their order and adds up the least that each of them takes.
    private static func checkRoom(_ store: StoreDraft, _ findings: inout Findings) {
        let capacity = store.capacity ?? SizeText.limit
        var end = ByteCount.zero
        for partition in store.partitions {
            if let start = partition[PartitionKeys.start] {
                guard start.value >= end else {
                    let problem = "the partitions before it take at least \(end.inWords)"
                    let remedy = "write the partitions in the order in which they lie, and none into another"
                    return findings.add(Mistake(problem, remedy), at: start.place)
                }
                end = start.value
            }
            let least = partition.leastSize
            // Both are below 2^62 and so is the capacity.
            end = end + (least?.value ?? .zero)
            guard end > capacity else { continue }
            let problem =
                "the partitions need at least \(end.inWords) up to here, and the store has \(capacity.inWords)"
            let place = least?.place ?? partition[PartitionKeys.start]?.place ?? partition.place
            return findings.add(Mistake(problem, "make the store larger or its partitions smaller"), at: place)
        }
    }
}

extension Record<PartitionKeys> {
    /// The least that the partition can come to, where the manifest says so.
    fileprivate var leastSize: Marked<ByteCount>? {
        if let size = self[PartitionKeys.size], case .fixed(let fixed) = size.value {
            return Marked(value: fixed, place: size.place)
        }
        return self[PartitionKeys.minimumSize]
    }
}
