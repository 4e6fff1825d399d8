// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// The differences of two tables by the numbers of their partitions; those added and changed in the order of their starts.
struct TableEdits {
    struct Pair {
        var before: TablePartition
        var after: TablePartition
    }

    var removed: [TablePartition]
    var added: [TablePartition] = []
    var changed: [Pair] = []

    init(from before: PartitionTable?, to after: PartitionTable) {
        let old = Dictionary(
            (before?.partitions ?? []).map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        let kept = Set(after.partitions.map(\.number))
        removed = (before?.partitions ?? []).filter { !kept.contains($0.number) }
        for partition in after.partitions.sorted(by: { $0.extent.start < $1.extent.start }) {
            switch old[partition.number] {
            case nil: added.append(partition)
            case partition?: break
            case let known?: changed.append(Pair(before: known, after: partition))
            }
        }
    }
}

extension TableEdits.Pair {
    /// A field that differs, from what to what.
    private struct Field {
        var name: String
        var old: String
        var new: String
    }

    /// The fields that differ, as they stand in a line.
    func fields(_ glyphs: Glyphs) -> [String] { fields.map { "\($0.name) \($0.old) \(glyphs.arrow) \($0.new)" } }

    /// What is done to the partition, as a sentence: `grow partition 'data' from 2 GiB to 4 GiB, label from "a" to "b"`.
    func sentence(of subject: String) -> String {
        let words = fields.map { ($0.name == "size" ? "" : $0.name + " ") + "from \($0.old) to \($0.new)" }
        let head = before.extent.length == after.extent.length ? "change \(subject): " : "\(verb) \(subject) "
        return head + words.joined(separator: ", ")
    }

    private var verb: String { before.extent.length < after.extent.length ? "grow" : "shrink" }

    private var fields: [Field] {
        [
            field("size", \.extent.length, \.inWords), field("start", \.extent.start, \.inWords),
            field("type", \.type, \.description), field("label", \.label) { "\"\($0)\"" },
            field("uuid", \.identifier, \.description),
            field("attributes", \.attributes) { AttributeText.list($0, after.type.kind) },
        ].compactMap(\.self)
    }

    private func field<Value: Equatable>(
        _ name: String, _ path: KeyPath<TablePartition, Value>, _ text: (Value) -> String
    ) -> Field? {
        let (old, new) = (before[keyPath: path], after[keyPath: path])
        return old == new ? nil : Field(name: name, old: text(old), new: text(new))
    }
}
