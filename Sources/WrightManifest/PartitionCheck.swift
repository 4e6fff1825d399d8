// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// Holds the keys of one partition against one another and against the kind of table.
enum PartitionCheck {
    static func check(_ partition: Record<PartitionKeys>, in table: StoreDraft.Table, _ findings: inout Findings) {
        checkBounds(partition, &findings)
        guard let kind = table.kind else { return }
        checkType(partition, kind, &findings)
        checkAttributes(partition, kind, &findings)
        if kind == .mbr { checkForMBR(partition, &findings) }
    }

    private static func checkBounds(_ partition: Record<PartitionKeys>, _ findings: inout Findings) {
        let size = partition[PartitionKeys.size]?.value
        let isSizeUnknown = size == nil && partition.key(PartitionKeys.size) != nil
        if let place = partition.key(PartitionKeys.weight), size != .rest, !isSizeUnknown {
            findings.add(
                Mistake("only partitions that take the rest have a weight", "remove the key, or write 'size: rest'"),
                at: place)
        }
        let minimum = partition[PartitionKeys.minimumSize]
        let maximum = partition[PartitionKeys.maximumSize]
        switch size {
        case .share, .rest: break
        case .fixed, nil:
            let bounds = [partition.key(PartitionKeys.minimumSize), partition.key(PartitionKeys.maximumSize)]
            for place in bounds.compactMap(\.self) where !isSizeUnknown {
                let remedy = "remove the key, or write the size in percent or as rest"
                findings.add(Mistake("only a share or the rest is bounded", remedy), at: place)
            }
        }
        if let minimum, let maximum, minimum.value > maximum.value {
            let mistake = Mistake(
                "the least size is above the greatest, \(maximum.value.inWords)",
                "write at most \(maximum.value.inManifest)")
            findings.add(mistake, at: minimum.place)
        }
    }

    private static func checkType(_ partition: Record<PartitionKeys>, _ kind: TableKind, _ findings: inout Findings) {
        guard let type = partition[PartitionKeys.type] else { return }
        let example = kind == .gpt ? "a name such as linux, or a GUID" : "a name such as linux, or a byte such as 0x83"
        switch type.value {
        case .named(let name) where type.value.resolved(in: kind) == nil:
            let mistake = Mistake(
                "\(Sentence.quoted(name)) has no meaning in \(kind.withArticle) table", "write \(example)")
            findings.add(mistake, at: type.place)
        case .exactly(let code) where code.kind != kind:
            let mistake = Mistake("'\(code.code)' is a type of \(code.kind.withArticle) table", "write \(example)")
            findings.add(mistake, at: type.place)
        case .exactly(let code) where code.isExtended && partition.key(PartitionKeys.number) == nil:
            let mistake = Mistake(
                "extended partitions are not made", "give the number of one that exists, or remove it")
            findings.add(mistake, at: type.place)
        case .exactly(.mbr(0xee)):
            findings.add(
                Mistake("the type 0xee says that the table is gpt", "write another, or 'table: gpt'"), at: type.place)
        case .named, .exactly: break
        }
    }

    private static func checkAttributes(
        _ partition: Record<PartitionKeys>, _ kind: TableKind, _ findings: inout Findings
    ) {
        let names = PartitionAttributes.names(in: kind).map(\.name)
        for attribute in partition[PartitionKeys.attributes]?.value ?? [] where !names.contains(attribute.value) {
            let mistake = Mistake(
                "\(Sentence.quoted(attribute.value)) is not an attribute of \(kind.withArticle) table",
                "write \(Sentence.list(names, conjunction: "or")), or remove it")
            findings.add(mistake, at: attribute.place)
        }
    }

    private static func checkForMBR(_ partition: Record<PartitionKeys>, _ findings: inout Findings) {
        if let place = partition.key(PartitionKeys.label) {
            findings.add(Mistake("an mbr table holds no labels", "remove the key, or write 'table: gpt'"), at: place)
        }
        if let place = partition.key(PartitionKeys.uuid) {
            let problem = "a partition of an mbr table has no identifier of its own"
            findings.add(Mistake(problem, "remove the key, or write 'table: gpt'"), at: place)
        }
        // MAXIMUM_PARTS of libfdisk's dos.c.
        if let number = partition[PartitionKeys.number], number.value > 60 {
            findings.add(Mistake("an mbr table is read up to partition 60", "write at most 60"), at: number.place)
        }
    }
}

extension TableKind {
    var withArticle: String {
        switch self {
        case .gpt: "a gpt"
        case .mbr: "an mbr"
        }
    }
}
