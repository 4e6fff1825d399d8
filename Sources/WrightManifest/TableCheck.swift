// SPDX-License-Identifier: MIT

import WrightModel

/// Holds the keys of a store's partition table against its kind.
enum TableCheck {
    static func check(_ store: StoreDraft, _ findings: inout Findings) {
        switch store.table {
        case .unknown: break
        case .noTable, .asItIs: checkWithoutTable(store, &findings)
        case .kind(let kind):
            checkIdentifier(store, kind, &findings)
            checkEntries(store, kind, &findings)
        }
    }

    private static func checkWithoutTable(_ store: StoreDraft, _ findings: inout Findings) {
        let ofTheTable = [
            store.keys.key(StoreKeys.uuid), store.keys.key(StoreKeys.entries), store.keys.key(StoreKeys.align),
        ]
        for place in ofTheTable.compactMap(\.self) {
            findings.add(
                Mistake("the store declares no partition table", "remove the key, or add 'table: gpt'"), at: place)
        }
        if let place = store.keys.key(StoreKeys.partitions), !store.partitions.isEmpty {
            findings.add(
                Mistake("there are no partitions where the table is 'none'", "remove them, or write 'table: gpt'"),
                at: place)
        }
    }

    private static func checkIdentifier(_ store: StoreDraft, _ kind: TableKind, _ findings: inout Findings) {
        guard let uuid = store.keys[StoreKeys.uuid] else { return }
        switch (uuid.value, kind) {
        case (.gpt, .gpt), (.mbr, .mbr): break
        case (.gpt, .mbr):
            let remedy = "write eight hexadecimal digits such as 0x8a6f2c10"
            findings.add(Mistake("a UUID does not identify an mbr table", remedy), at: uuid.place)
        case (.mbr, .gpt):
            let remedy = "write a UUID, or 'table: mbr'"
            findings.add(Mistake("eight hexadecimal digits do not identify a gpt table", remedy), at: uuid.place)
        }
    }

    private static func checkEntries(_ store: StoreDraft, _ kind: TableKind, _ findings: inout Findings) {
        guard let place = store.keys.key(StoreKeys.entries) else { return }
        guard kind == .gpt else {
            return findings.add(
                Mistake("an mbr table has four entries", "remove the key, or write 'table: gpt'"), at: place)
        }
        let numbers = store.partitions.compactMap { $0[PartitionKeys.number]?.value }
        let needed = max(store.partitions.count, numbers.max() ?? 0)
        if let entries = store.keys[StoreKeys.entries], entries.value < needed {
            findings.add(
                Mistake("'\(entries.value)' is less than the partitions need", "write at least \(needed)"),
                at: entries.place)
        }
    }
}
