// SPDX-License-Identifier: MIT

import WrightModel

/// What a change of a partition table does, entry by entry.
struct TableChangeText {
    let page: Page
    let store: StorePlan

    /// The change in one clause: `gpt with 3 partitions`, or `gpt: 1 added, 1 changed, 2 kept`.
    static func summary(_ change: TableChange) -> String {
        let kind = change.after.kind.rawValue
        guard let before = change.before else {
            return "\(kind) with " + Sentence.count(change.after.partitions.count, "partition")
        }
        let edits = Edits(from: before, to: change.after)
        let counts = [
            (edits.removed.count, "removed"), (edits.added.count, "added"), (edits.changed.count, "changed"),
            (change.after.partitions.count - edits.added.count - edits.changed.count, "kept"),
        ]
        let partitions = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return "\(kind): " + (whole(from: before, to: change.after) + partitions).joined(separator: ", ")
    }

    /// A line for each partition that is removed, added or changed.
    func lines(_ change: TableChange, indent: Int) -> [StyledText] {
        let edits = Edits(from: change.before, to: change.after)
        let shown = edits.removed + edits.added + edits.changed.map(\.after)
        let columns = Columns(shown, names: store, page)
        let removed = edits.removed.map { columns.line($0, mark: .takeDown, indent) }
        let changed = edits.changed.map { changedLine($0, columns, indent) }
        let added = edits.added.map { columns.line($0, mark: .create, indent) }
        return (removed + changed + added).flatMap(\.self)
    }

    private func changedLine(_ pair: Edits.Pair, _ columns: Columns, _ indent: Int) -> [StyledText] {
        let fields = pair.fields(page.glyphs).map { page.text($0) }
        return page.flowed(fields, after: columns.head(pair.after, mark: .change, indent), indent: indent + 4)
    }

    /// What changes of the table itself.
    private static func whole(from before: PartitionTable, to after: PartitionTable) -> [String] {
        var words: [String] = []
        switch before.condition {
        case .sound: break
        case .primaryDamaged: words.append("its first copy is restored from the backup")
        case .backupDamaged: words.append("its backup copy is written anew")
        case .backupMisplaced: words.append("its backup copy moves to the end")
        }
        if before.identifier != after.identifier { words.append("identifier \(after.identifier)") }
        if before.entries != after.entries { words.append("\(after.entries) entries") }
        return words
    }
}

/// The differences of two tables by the numbers of their partitions; those added and changed in the order of their starts.
struct Edits {
    struct Pair {
        var before: TablePartition
        var after: TablePartition
    }

    var removed: [TablePartition]
    var added: [TablePartition] = []
    var changed: [Pair] = []

    init(from before: PartitionTable?, to after: PartitionTable) {
        let old = Dictionary((before?.partitions ?? []).map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
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

extension Edits.Pair {
    /// The fields that differ, each from what to what.
    func fields(_ glyphs: Glyphs) -> [String] {
        [
            field("size", \.extent.length, glyphs, ByteText.exact), field("start", \.extent.start, glyphs, ByteText.exact),
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

/// The columns in which the partitions of a table are listed: number, name, size and start stand under each other.
private struct Columns {
    let page: Page
    let names: [Int: String]
    let number: Int
    let name: Int
    let size: Int
    let start: Int

    init(_ partitions: [TablePartition], names store: StorePlan, _ page: Page) {
        self.page = page
        let known = Dictionary(store.partitions.map { ($0.number, $0.name?.text) }, uniquingKeysWith: { first, _ in first })
        names = known.compactMapValues(\.self)
        let widest: ((TablePartition) -> String) -> Int = { text in partitions.map { text($0).count }.max() ?? 0 }
        number = widest { String($0.number) }
        name = widest { [names] in names[$0.number] ?? "" }
        size = widest { ByteText.exact($0.extent.length) }
        start = widest { ByteText.exact($0.extent.start) }
    }

    func head(_ partition: TablePartition, mark: StepMark, _ indent: Int) -> StyledText {
        let number = page.text(String(partition.number)).padded(to: number, .right)
        let name = page.text(names[partition.number] ?? "", .heading).padded(to: name)
        return page.spaces(indent) + page.text(mark.rawValue + " ", mark.ink) + number + page.spaces(1) + name + page.spaces(2)
    }

    func line(_ partition: TablePartition, mark: StepMark, _ indent: Int) -> [StyledText] {
        let size = page.text(ByteText.exact(partition.extent.length)).padded(to: size, .right)
        let start = page.text(ByteText.exact(partition.extent.start)).padded(to: start, .right)
        let label = partition.label.isEmpty || partition.label == names[partition.number]
        let parts = [
            size + page.text(" at ", .faint) + start, page.text(partition.type.description),
            label ? StyledText() : page.quoted(partition.label, .faint),
            page.text(AttributeText.list(partition.attributes, partition.type.kind, none: ""), .faint),
        ]
        return page.flowed(parts, after: head(partition, mark: mark, indent), indent: indent + 4)
    }
}
