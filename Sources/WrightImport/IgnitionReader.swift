// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// What becomes of one disk of a configuration.
struct IgnitionReader {
    private let dialect: IgnitionConfig.Dialect

    init(_ dialect: IgnitionConfig.Dialect) { self.dialect = dialect }

    func store(_ disk: ForeignObject) throws(ImportFault) -> ImportedStore {
        var store = ImportedStore(path: try disk.text("device"))
        guard store.path != nil else { throw disk.fault("device", "is missing") }
        let partitions = try disk.objects("partitions")
        store.table = partitions.isEmpty ? nil : .gpt
        if try disk.flag(dialect.key("wipe", "table")) ?? false {
            store.notes.append(
                "'\(dialect.key("wipe", "table"))' is left out: a manifest destroys no table, 'loopwright wipe' does")
        }
        store.notes += strangers(disk, ["device", "partitions", dialect.key("wipe", "table")])
        for partition in partitions { store.items.append(try item(partition)) }
        return store
    }

    private func item(_ object: ForeignObject) throws(ImportFault) -> ImportedItem {
        var partition = ImportedPartition(title: "")
        // Zero stands for the next that is free.
        partition.number = try object.number("number").flatMap { $0 == 0 ? nil : Int(clamping: $0) }
        partition.label = try object.text("label").flatMap { $0.isEmpty ? nil : $0 }
        partition.title = title(partition, object)
        if try object.flag(dialect.key("should", "exist")) == false {
            return .left("\(partition.title) is to be gone: a manifest removes nothing, 'loopwright remove' does")
        }
        partition.type = try object.guid(dialect.key("type", "guid")).map { .exactly(.gpt($0)) }
        partition.identifier = try object.guid("guid")
        try place(object, &partition)
        leave(object, try options(object), &partition)
        return .partition(partition)
    }

    private func title(_ partition: ImportedPartition, _ object: ForeignObject) -> String {
        if let number = partition.number { return "partition \(number)" }
        return partition.label.map { "partition \(Sentence.quoted($0))" } ?? "'\(object.path)'"
    }

    /// A size or a start of zero is as good as none: what is left, and where the largest gap begins.
    private func place(_ object: ForeignObject, _ partition: inout ImportedPartition) throws(ImportFault) {
        let (size, start) = (dialect.key("size", "MiB"), dialect.key("start", "MiB"))
        partition.start = try mebibytes(object, start)
        if let size = try mebibytes(object, size) {
            partition.size = .fixed(size)
        } else if !object.has("size") {
            partition.size = .rest
        }
    }

    private func mebibytes(_ object: ForeignObject, _ key: String) throws(ImportFault) -> ByteCount? {
        guard let number = try object.number(key), number > 0 else { return nil }
        guard number < 1 << 40 else { throw object.fault(key, "is more than a disk can have") }
        return .mebibyte * number
    }

    // MARK: What is left out

    /// The options that say yes.
    private func options(_ object: ForeignObject) throws(ImportFault) -> [String] {
        var options: [String] = []
        for key in [dialect.key("wipe", "partition", "entry"), "resize"] where try object.flag(key) ?? false {
            options.append(key)
        }
        return options
    }

    private func leave(_ object: ForeignObject, _ options: [String], _ partition: inout ImportedPartition) {
        for key in options {
            let reason =
                key == "resize"
                ? "a partition grows where there is room, and never becomes shorter"
                : "a manifest replaces no partition"
            partition.notes.append("'\(key)' is left out: \(reason)")
        }
        let known = [
            "number", "label", "guid", "resize", dialect.key("type", "guid"), dialect.key("size", "MiB"),
            dialect.key("start", "MiB"), dialect.key("should", "exist"), dialect.key("wipe", "partition", "entry"),
        ]
        partition.notes += strangers(object, known)
    }

    private func strangers(_ object: ForeignObject, _ known: [String]) -> [String] {
        object.keys.filter { !known.contains($0) }.map {
            "\(Sentence.quoted($0)) is left out: it is no key that is known"
        }
    }
}
