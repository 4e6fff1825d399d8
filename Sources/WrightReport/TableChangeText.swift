// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// What a change of a partition table does, entry by entry.
struct TableChangeText {
    let page: Page
    let store: StorePlan

    /// The change in one clause: `gpt with 3 partitions`, or `gpt: 1 added, 1 changed, 2 kept`.
    static func summary(_ change: TableChange) -> String {
        let kind = change.after.kind.rawValue
        guard let before = change.before else { return summary(change.after) }
        let edits = TableEdits(from: before, to: change.after)
        let counts = [
            (edits.removed.count, "removed"), (edits.added.count, "added"), (edits.changed.count, "changed"),
            (change.after.partitions.count - edits.added.count - edits.changed.count, "kept"),
        ]
        let partitions = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return "\(kind): " + (whole(from: before, to: change.after) + partitions).joined(separator: ", ")
    }

    /// A whole table in one clause: `gpt with 3 partitions`.
    static func summary(_ table: PartitionTable) -> String {
        "\(table.kind.rawValue) with " + Sentence.count(table.partitions.count, "partition")
    }

    /// A sentence for the table itself where it changes, and one for each partition that is removed, changed or added.
    static func sentences(_ change: TableChange, in store: StorePlan) -> [String] {
        let edits = TableEdits(from: change.before, to: change.after)
        func name(_ partition: TablePartition) -> String {
            "partition " + (store.name(of: partition.number).map { "'\($0)'" } ?? String(partition.number))
        }
        let whole = change.before.map { self.whole(from: $0, to: change.after) } ?? []
        return [
            whole.isEmpty ? [] : ["the table: " + whole.joined(separator: ", ")],
            edits.removed.map { "remove \(name($0)) of \($0.extent.length.inWords)" },
            edits.changed.map { $0.sentence(of: name($0.after)) },
            edits.added.map { "add \(name($0)) of \($0.extent.length.inWords)" },
        ].flatMap(\.self)
    }

    /// A line for each partition that is removed, added or changed.
    func lines(_ change: TableChange, indent: Int) -> [StyledText] {
        let edits = TableEdits(from: change.before, to: change.after)
        let shown = edits.removed + edits.added + edits.changed.map(\.after)
        let columns = PartitionColumns(shown, names: store, page)
        let removed = edits.removed.map { columns.line($0, mark: .takeDown, indent) }
        let changed = edits.changed.map { changedLine($0, columns, indent) }
        let added = edits.added.map { columns.line($0, mark: .create, indent) }
        return (removed + changed + added).flatMap(\.self)
    }

    private func changedLine(_ pair: TableEdits.Pair, _ columns: PartitionColumns, _ indent: Int) -> [StyledText] {
        let fields = pair.fields(page.glyphs).map { page.text($0) }
        return page.flowed(fields, after: columns.head(pair.after, mark: .change, indent), indent: indent + 4)
    }

    /// What changes of the table itself.
    private static func whole(from before: PartitionTable, to after: PartitionTable) -> [String] {
        var words: [String] = []
        switch before.condition {
        case .sound: break
        case .primaryDamaged: words.append("its first copy is restored from the backup")
        case .unannounced: words.append("its protective MBR is written anew")
        case .backupDamaged, .copiesDiffer: words.append("its backup copy is written anew")
        case .backupMisplaced: words.append("its backup copy moves to the end")
        }
        if before.identifier != after.identifier { words.append("identifier \(after.identifier)") }
        if before.entries != after.entries { words.append("\(after.entries) entries") }
        return words
    }
}
