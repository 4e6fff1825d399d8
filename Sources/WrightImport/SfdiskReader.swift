// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// What becomes of the words of sfdisk.
struct SfdiskReader {
    let table: SfdiskTable
    let kind: TableKind
    let sector: ByteCount

    // MARK: The disk

    func head(_ store: inout ImportedStore) throws(ImportFault) {
        store.identifier = try identifier(&store.notes)
        if let entries = table.entries {
            guard kind == .gpt, let entries = Int(exactly: entries), (1...TableGeometry.gptEntryLimit).contains(entries)
            else { throw table.file.fault("a table cannot have \(entries) entries") }
            store.entries = entries == TableGeometry.gptUsualEntries ? nil : entries
        }
        try ends(&store)
        store.notes += table.strangers.map { "\(Sentence.quoted($0)) is left out: a manifest has nothing like it" }
    }

    private func identifier(_ notes: inout [String]) throws(ImportFault) -> TableIdentifier? {
        guard let text = table.identifier else { return nil }
        let identifier: TableIdentifier?
        switch kind {
        case .gpt: identifier = GUID(text).map(TableIdentifier.gpt)
        case .mbr:
            let digits = text.hasPrefix("0x") ? text.dropFirst(2) : text[...]
            identifier = UInt32(digits, radix: 16).map(TableIdentifier.mbr)
        }
        guard let identifier else { throw table.file.fault("\(Sentence.quoted(text)) does not identify such a table") }
        guard ![.gpt(.zero), .mbr(0)].contains(identifier) else {
            notes.append("the table has no uuid")
            return nil
        }
        return identifier
    }

    /// The last usable sector of a GPT has the entries' copy and the header's behind it: UEFI 2.10, 5.3.2.
    private func ends(_ store: inout ImportedStore) throws(ImportFault) {
        guard kind == .gpt, let sectorSize = store.sectorSize else { return }
        let entries = store.entries ?? TableGeometry.gptUsualEntries
        guard let array = TableGeometry.entryArrayLength(entries: entries, sectorSize: sectorSize) else { return }
        if let last = table.lastSector {
            store.size = try bytes(last) + sector + array + sector
        }
        let first = (sector + sector + array) / sector
        if let given = table.firstSector, given != first {
            store.notes.append(
                "first-lba \(given) is left out: of a table that is made the first usable sector is \(first)")
        }
    }

    // MARK: Partitions

    func partitions(_ store: inout ImportedStore) throws(ImportFault) {
        // Old dumps have a line for each empty entry.
        let used = table.partitions.filter { $0.size != 0 }
        let isPlaced = used.allSatisfy { $0.start != nil }
        let ordered = isPlaced ? used.sorted { ($0.start ?? 0) < ($1.start ?? 0) } : used
        for partition in ordered { store.items.append(try item(partition)) }
        if store.partitions.contains(where: { $0.number ?? 0 > TableGeometry.mbrEntries }), kind == .mbr {
            store.notes.append(
                "it has logical partitions, which are not made: this is for a disk that has them already")
        }
    }

    private func item(_ entry: SfdiskPartition) throws(ImportFault) -> ImportedItem {
        let number = entry.number(on: table.device)
        let title = number.map { "partition \($0)" } ?? entry.node.map { "partition \(Sentence.quoted($0))" }
        var partition = ImportedPartition(title: title ?? "a partition")
        partition.number = number
        partition.start = try entry.start.map(bytes)
        partition.size = try entry.size.map(bytes).map(DesiredSize.fixed) ?? .rest
        partition.type = try type(entry, &partition)
        if case .exactly(let type) = partition.type, type.isExtended {
            return .left("\(partition.title) is left out: it is the extended one, which is not made")
        }
        try describe(entry, &partition)
        return .partition(partition)
    }

    private func describe(_ entry: SfdiskPartition, _ partition: inout ImportedPartition) throws(ImportFault) {
        partition.label = entry.name
        if let text = entry.identifier {
            guard kind == .gpt, let identifier = GUID(text) else {
                throw fault(partition, "\(Sentence.quoted(text)) is no UUID of a partition in such a table")
            }
            partition.identifier = identifier
        }
        if kind == .mbr { partition.attributes = entry.isBootable ? .active : [] }
        if kind == .gpt { try attributes(entry, &partition) }
        partition.notes += entry.strangers.map { "\(Sentence.quoted($0)) is left out: a manifest has nothing like it" }
    }

    private func attributes(_ entry: SfdiskPartition, _ partition: inout ImportedPartition) throws(ImportFault) {
        let text = entry.attributes ?? ""
        guard let attributes = SfdiskAttributes.read(text) else {
            throw fault(partition, "\(Sentence.quoted(text)) are no attributes of a partition")
        }
        partition.attributes = attributes
        if entry.isBootable { partition.attributes?.insert(.legacyBoot) }
    }

    private func type(
        _ entry: SfdiskPartition, _ partition: inout ImportedPartition
    ) throws(ImportFault) -> DesiredType? {
        guard let text = entry.type else { return nil }
        let type: PartitionType?
        switch kind {
        case .gpt: type = GUID(text).map(PartitionType.gpt)
        case .mbr:
            type = UInt8(text.hasPrefix("0x") ? String(text.dropFirst(2)) : text, radix: 16).map(PartitionType.mbr)
        }
        guard let type else { throw fault(partition, "\(Sentence.quoted(text)) is no type in such a table") }
        return .exactly(type)
    }

    private func bytes(_ sectors: Int64) throws(ImportFault) -> ByteCount {
        let (bytes, overflow) = sectors.multipliedReportingOverflow(by: sector.bytes)
        // As large as a size in a manifest can be: sums of a few of these stay within 64 bits.
        guard !overflow, bytes < 1 << 60 else {
            throw table.file.fault("\(sectors) sectors are more than a disk can have")
        }
        return ByteCount(bytes)
    }

    private func fault(_ partition: ImportedPartition, _ problem: String) -> ImportFault {
        table.file.fault("\(partition.title): \(problem)")
    }
}
