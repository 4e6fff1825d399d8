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
    /// The fields that differ, each from what to what.
    func fields(_ glyphs: Glyphs) -> [String] {
        [
            field("size", \.extent.length, glyphs, \.inWords),
            field("start", \.extent.start, glyphs, \.inWords),
            field("type", \.type, glyphs, \.description), field("label", \.label, glyphs) { "\"\($0)\"" },
            field("uuid", \.identifier, glyphs, \.description),
            field("attributes", \.attributes, glyphs) { AttributeText.list($0, after.type.kind) },
        ].compactMap(\.self)
    }

    private func field<Value: Equatable>(
        _ name: String, _ path: KeyPath<TablePartition, Value>, _ glyphs: Glyphs, _ text: (Value) -> String
    ) -> String? {
        let (old, new) = (before[keyPath: path], after[keyPath: path])
        return old == new ? nil : "\(name) \(text(old)) \(glyphs.arrow) \(text(new))"
    }
}
