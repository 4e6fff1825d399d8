// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// The keys of a store that describe a partition table, and the partitions in the order of their starts.
struct TableManifest {
    private let table: PartitionTable
    private let attachment: AttachmentMode
    private let partitions: [TablePartition]
    private let names: [Int: String]
    private let repeatedIdentifiers: Set<PartitionIdentifier>

    init(_ table: PartitionTable, _ attachment: AttachmentMode) {
        self.table = table
        self.attachment = attachment
        partitions = table.partitions.sorted { ($0.extent.start, $0.number) < ($1.extent.start, $1.number) }
        names = DerivedName.partitions(partitions)
        let groups = Dictionary(grouping: partitions, by: \.identifier)
        repeatedIdentifiers = Set(groups.filter { $0.value.count > 1 }.keys)
    }

    var lines: [String] {
        var lines = table.condition.note.map { ["# " + $0] } ?? []
        // On a disk that is partitioned itself the sector size is the disk's own.
        if table.sectorSize != .bytes512, attachment == .loop {
            lines.append("sector-size: \(table.sectorSize.count.bytes)")
        }
        lines.append("table: \(table.kind.rawValue)")
        lines += identifier
        if table.kind == .gpt, table.entries != TableGeometry.gptUsualEntries {
            lines.append("entries: \(table.entries)")
        }
        if alignment < .mebibyte { lines.append("align: " + alignment.inManifest) }
        let items = partitions.flatMap(item)
        if partitions.contains(where: { omission(of: $0) == nil }) { lines.append("partitions:") }
        return lines + items.map { "  " + $0 }
    }

    private var identifier: [String] {
        switch table.identifier {
        case .gpt(.zero), .mbr(0): ["# the table has no uuid"]
        case .gpt(let guid): ["uuid: \(guid)"]
        // Eight digits could be taken for a number.
        case .mbr: ["uuid: " + YAMLText.quoted(table.identifier.description)]
        }
    }

    /// The largest power of two, up to 1 MiB, that every partition starts at a multiple of.
    private var alignment: ByteCount {
        let starts = partitions.filter { omission(of: $0) == nil }.map(\.extent.start)
        var alignment = ByteCount.mebibyte
        while alignment > .sysfsSector, !starts.allSatisfy({ $0.isMultiple(of: alignment) }) {
            alignment = ByteCount(alignment.bytes / 2)
        }
        return alignment
    }

    /// One item of the list, behind comments that tell what it leaves out.
    private func item(_ partition: TablePartition) -> [String] {
        if let why = omission(of: partition) {
            let extent = "\(partition.extent.length.inWords) at \(partition.extent.start.inWords)"
            return ["# partition \(partition.number), \(extent), is kept: \(why)"]
        }
        let keys: [Key] = [
            .value("name: " + YAMLText.scalar(names[partition.number] ?? "")), .value("number: \(partition.number)"),
            .value("start: " + partition.extent.start.inManifest),
            .value("size: " + partition.extent.length.inManifest), type(partition.type),
            label(partition), identifier(partition), attributes(partition),
        ]
        let comments = keys.compactMap(\.comment).map { "# partition \(partition.number) \($0)" }
        return comments + keys.compactMap(\.value).enumerated().map { ($0.offset == 0 ? "- " : "  ") + $0.element }
    }

    /// Why a manifest cannot name the partition, or nil where it can.
    private func omission(of partition: TablePartition) -> String? {
        if partition.role == .extended { return "it is the extended one" }
        return partition.number > KernelPartition.lastNumber
            ? "its number is above \(KernelPartition.lastNumber)" : nil
    }

    private enum Key {
        case value(String)
        /// What is left out, and why.
        case comment(String)
        case none

        var value: String? { if case .value(let text) = self { text } else { nil } }
        var comment: String? { if case .comment(let text) = self { text } else { nil } }
    }

    private func label(_ partition: TablePartition) -> Key {
        let quoted = YAMLText.quoted(partition.label)
        if table.kind == .mbr || partition.label.isEmpty { return .none }
        guard partition.label.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f }) else {
            return .comment("keeps its label, which holds a control character: \(quoted)")
        }
        return .value("label: \(quoted)")
    }

    private func identifier(_ partition: TablePartition) -> Key {
        switch partition.identifier {
        case .mbr: .none
        case .gpt(.zero): .comment("has no uuid")
        case .gpt where repeatedIdentifiers.contains(partition.identifier):
            .comment("shares its uuid with another: \(partition.identifier)")
        case .gpt(let guid): .value("uuid: \(guid)")
        }
    }

    private func attributes(_ partition: TablePartition) -> Key {
        let (names, unnamed) = AttributeText.names(partition.attributes, table.kind)
        guard unnamed.isEmpty else {
            return .comment(
                "keeps its attributes, not all of which have names: \(AttributeText.bits(partition.attributes))")
        }
        if names.isEmpty { return .none }
        guard !isActiveRepeated else { return .comment("is not the only one that is active") }
        return .value("attributes: [\(names.joined(separator: ", "))]")
    }

    /// Whether several partitions of an MBR are active, which a manifest cannot ask for.
    private var isActiveRepeated: Bool {
        table.kind == .mbr && partitions.count { $0.attributes.contains(.active) } > 1
    }

    /// The catalogue's name where it leads back to this very type, else the code.
    private func type(_ type: PartitionType) -> Key {
        if [.mbr(0), .mbr(0xee), .gpt(.zero)].contains(type) {
            return .comment("keeps its type \(type.code), which a manifest cannot give")
        }
        guard let name = PartitionTypeCatalogue.name(of: type),
            PartitionTypeCatalogue.type(named: name, in: table.kind) == type
        else { return .value("type: " + (type.kind == .gpt ? type.code : YAMLText.quoted(type.code))) }
        return .value("type: " + YAMLText.scalar(name))
    }
}
