// SPDX-License-Identifier: MIT

package import WrightModel

/// Which partition of a table each partition of the manifest is.
///
/// The first of these keys under which the table holds a partition decides:
///
/// 1. the `uuid` that the manifest gives;
/// 2. the `number` that the manifest gives; in an MBR, which has neither labels nor identifiers of its own for
///    partitions, the partition's position in the manifest, counted from 1, where no number is given;
/// 3. in a GPT, the identifier derived from the machine, the store and the name: a partition that loopwright made is
///    still known when its label has been changed by hand;
/// 4. in a GPT, the label: the one the manifest gives, else the name;
/// 5. in a GPT, the name as a label, even where the manifest gives another, if nothing else in it is that partition: so
///    it was found before the manifest gave it one.
///
/// A partition that is found by one key and differs in another that the manifest gives is the same partition, changed.
package struct PartitionMatching: Hashable, Sendable {
    /// The number in the table for each partition of the manifest; nil for one that is missing.
    package var numbers: [Int?]
    package var obstacles: [Obstacle]

    package init(_ desired: [DesiredPartition], in table: PartitionTable, derivation: IdentifierDerivation?) {
        numbers = []
        obstacles = []
        var index = TableIndex(of: table)
        for (position, partition) in desired.enumerated() {
            let found = index.candidates(for: partition, at: position + 1, derivation)
            if found.count > 1 { obstacles.append(.severalCandidates(partition.name, found)) }
            if let extended = found.first, extended.role == .extended, partition.number == nil {
                obstacles.append(.positionIsExtended(partition.name, number: extended.number))
            }
            numbers.append(found.first?.number)
        }
        findByFormerLabels(desired, in: table)
        refuseSharedMatches(of: desired)
    }

    /// The number that identifies a partition in a table of the given kind, where it does; `position` counts from 1.
    static func identifyingNumber(of partition: DesiredPartition, at position: Int, in kind: TableKind) -> Int? {
        partition.number ?? (kind == .mbr ? position : nil)
    }

    private mutating func findByFormerLabels(_ desired: [DesiredPartition], in table: PartitionTable) {
        guard table.kind == .gpt else { return }
        for index in desired.indices where numbers[index] == nil && desired[index].label != nil {
            let name = desired[index].name
            let found = table.partitions.filter { $0.label == name.text && !numbers.contains($0.number) }
            if found.count > 1 { obstacles.append(.severalCandidates(name, found)) }
            numbers[index] = found.first?.number
        }
    }

    private mutating func refuseSharedMatches(of desired: [DesiredPartition]) {
        let claims = Dictionary(grouping: numbers.indices.filter { numbers[$0] != nil }) { numbers[$0] }
        for (number, indices) in claims.sorted(by: { ($0.key ?? 0) < ($1.key ?? 0) }) where indices.count > 1 {
            obstacles.append(.matchedTwice(number: number ?? 0, by: indices.map { desired[$0].name }))
        }
    }
}

/// The partitions of a table by the keys under which they are looked for: a table of 255 is gone through once for each
/// key that is asked for.
private struct TableIndex {
    private let table: PartitionTable
    private lazy var byIdentifier = grouped { $0.identifier }
    private lazy var byNumber = grouped { $0.number }
    private lazy var byLabel = grouped { $0.label }

    init(of table: PartitionTable) { self.table = table }

    /// What the first key gives under which there is any.
    mutating func candidates(
        for partition: DesiredPartition, at position: Int, _ derivation: IdentifierDerivation?
    ) -> [TablePartition] {
        if let identifier = partition.identifier, let found = byIdentifier[.gpt(identifier)] { return found }
        let number = PartitionMatching.identifyingNumber(of: partition, at: position, in: table.kind)
        if let number, let found = byNumber[number] { return found }
        guard table.kind == .gpt else { return [] }
        if let derivation, let found = byIdentifier[.gpt(derivation.partition(partition.name))] { return found }
        return byLabel[partition.label ?? partition.name.text] ?? []
    }

    private func grouped<Key>(by key: (TablePartition) -> Key) -> [Key: [TablePartition]] {
        Dictionary(grouping: table.partitions, by: key)
    }
}
