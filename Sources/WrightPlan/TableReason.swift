// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// Why a table that is there is written: a clause for each thing that is otherwise than the manifest says, and for what
/// follows from it elsewhere on the machine.
struct TableReason {
    private let before: [Int: TablePartition]
    private let change: TableChange
    private let declared: [Int: DesiredPartition]

    /// The clauses in one line.
    static func of(_ decision: TableDecision) -> String {
        guard let change = decision.change else { return "" }
        let known = Dictionary((change.before?.partitions ?? []).map { ($0.number, $0) }) { first, _ in first }
        let reason = TableReason(before: known, change: change, declared: decision.declared)
        let clauses = [reason.disk, reason.missing, reason.grown].compactMap(\.self) + reason.changed
        guard !clauses.isEmpty else { return "the backup of the table is to lie at the end of the device" }
        return (clauses + reason.consequences).joined(separator: "; ")
    }

    private var disk: String? {
        guard let before = change.before, before.identifier != change.after.identifier else { return nil }
        return "the disk is to have another uuid"
    }

    private var missing: String? {
        clause(change.additions.map(\.number), is: "is missing", are: "are missing")
    }

    private var grown: String? {
        clause(
            pairs.filter { $0.old.extent != $0.new.extent }.map(\.new.number), is: "is to grow", are: "are to grow")
    }

    private func clause(_ numbers: [Int], is singular: String, are plural: String) -> String? {
        let names = numbers.compactMap { declared[$0]?.name.text }
        switch names.count {
        case 0: return nil
        case 1: return "partition \(Sentence.quotedList(names)) \(singular)"
        default: return "partitions \(Sentence.quotedList(names)) \(plural)"
        }
    }

    /// A clause for each partition that is to be otherwise in anything but its size.
    private var changed: [String] {
        pairs.compactMap { old, new in
            var keys: [String] = []
            if old.type != new.type { keys.append("another type") }
            if old.label != new.label { keys.append("another label") }
            if isRenamed(old, new) { keys.append("another uuid") }
            if old.attributes != new.attributes { keys.append("other attributes") }
            guard !keys.isEmpty, let name = declared[new.number]?.name else { return nil }
            return "partition '\(name)' is to have \(Sentence.list(keys))"
        }
    }

    /// An MBR partition's identifier is the disk's and its number.
    private func isRenamed(_ old: TablePartition, _ new: TablePartition) -> Bool {
        change.after.kind == .gpt && old.identifier != new.identifier
    }

    private var pairs: [(old: TablePartition, new: TablePartition)] {
        change.after.partitions.compactMap { new in before[new.number].map { ($0, new) } }
    }

    /// By which names partitions are found no more.
    private var consequences: [String] {
        let lost = pairs.flatMap { old, new in
            [
                old.identifier == new.identifier ? nil : "PARTUUID=\(old.identifier)",
                old.label == new.label || old.label.isEmpty ? nil : "PARTLABEL=\(Escape.visible(old.label))",
            ].compactMap(\.self)
        }
        guard !lost.isEmpty else { return [] }
        let names = lost.count > TableReason.shown ? lost.prefix(TableReason.shown) + ["the like"] : lost[...]
        let find = lost.count == 1 ? "finds" : "find"
        return [
            "\(Sentence.list(Array(names))) \(find) nothing any more: fstab, root= and whatever else says so has to follow"
        ]
    }

    private static let shown = 3
}
