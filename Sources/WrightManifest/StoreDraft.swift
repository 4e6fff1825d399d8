// SPDX-License-Identifier: MIT

import WrightModel

/// One store as it was read, before its keys are held against one another.
struct StoreDraft {
    let name: Marked<StoreName>
    let keys: Record<StoreKeys>
    let table: Table
    let partitions: [Record<PartitionKeys>]

    /// What is known of the kind of table.
    enum Table: Hashable {
        case kind(TableKind)
        /// `table: none`.
        case noTable
        /// Neither a table nor partitions are declared: the store is taken as it is.
        case asItIs
        /// What was written is not right, so that nothing follows from it.
        case unknown

        var kind: TableKind? {
            if case .kind(let kind) = self { kind } else { nil }
        }
    }

    init(name: Marked<StoreName>, keys: Record<StoreKeys>) {
        self.name = name
        self.keys = keys
        partitions = keys[StoreKeys.partitions]?.value.map(\.value) ?? []
        table =
            switch keys[StoreKeys.table]?.value {
            case .kind(let kind): .kind(kind)
            case .noTable: .noTable
            case nil where keys.key(StoreKeys.table) != nil: .unknown
            case nil where keys.key(StoreKeys.partitions) != nil && keys[StoreKeys.partitions] == nil: .unknown
            case nil: partitions.isEmpty ? .asItIs : .kind(.gpt)
            }
    }

    /// The declared backing, or nil where there is none or it is not right.
    var backing: Marked<DesiredBacking>? {
        if let file = keys[StoreKeys.file] { return Marked(value: .file(file.value), place: file.place) }
        if let device = keys[StoreKeys.device] { return Marked(value: .device(device.value), place: device.place) }
        guard let match = keys[StoreKeys.match] else { return nil }
        let globs = match.value.map { ($0.key.value, $0.value.value) }
        return Marked(value: .match(Dictionary(globs) { first, _ in first }), place: match.place)
    }

    /// The backing as one text that no other backing has.
    var backingText: String? {
        switch backing?.value {
        case .file(let path): "file \(path)"
        case .device(let path): "device \(path)"
        // No property holds a control character, so that none of them can run into the next.
        case .match(let globs): globs.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "\n")
        case nil: nil
        }
    }

    /// How many bytes the store has, where the manifest says so.
    var capacity: ByteCount? {
        if let length = keys[StoreKeys.length] { return length.value }
        guard let size = keys[StoreKeys.size]?.value else { return nil }
        let rest = size - (keys[StoreKeys.offset]?.value ?? .zero)
        return rest > .zero ? rest : nil
    }
}
