// SPDX-License-Identifier: MIT

import WrightModel

/// What a partition that is to be made has besides its number and its extent.
struct NewPartition: Hashable {
    var type: PartitionType
    var label: String
    var attributes: PartitionAttributes
    /// The identifier in a GPT; nil in an MBR.
    var identifier: GUID?

    /// The partition of a manifest in a table of the given kind, or every obstacle to making it.
    static func of(_ partition: DesiredPartition, in kind: TableKind, derivation: IdentifierDerivation?)
        -> (new: NewPartition?, obstacles: [Obstacle])
    {
        var obstacles = meaninglessKeys(of: partition, in: kind)
        let type = (partition.type ?? .named("linux")).resolved(in: kind)
        if let asked = partition.type, type == nil {
            obstacles.append(.typeMeaningless(partition.name, asked, kind: kind))
        }
        if type?.isExtended == true { obstacles.append(.makesExtended(partition.name)) }
        let label = kind == .gpt ? partition.label ?? partition.name.text : ""
        if label.utf16.count > TableGeometry.gptLabelUnits { obstacles.append(.labelTooLong(partition.name, label)) }
        let identifier = kind == .gpt ? partition.identifier ?? derivation?.partition(partition.name) : nil
        // A machine without an id is one obstacle for the whole store, not one for each partition.
        guard obstacles.isEmpty, let type, kind == .mbr || identifier != nil else { return (nil, obstacles) }
        return (
            NewPartition(type: type, label: label, attributes: partition.attributes ?? [], identifier: identifier), []
        )
    }

    /// The obstacles of keys that say something a table of that kind cannot hold.
    static func meaninglessKeys(of partition: DesiredPartition, in kind: TableKind) -> [Obstacle] {
        guard kind == .mbr else { return [] }
        var keys: [String] = []
        if partition.identifier != nil { keys.append("uuid") }
        if partition.label != nil { keys.append("label") }
        if !(partition.attributes ?? []).isSubset(of: .active) { keys.append("attributes") }
        return keys.map { .keyMeaningless($0, of: partition.name, kind: kind) }
    }

    /// The entry of the table.
    func entry(number: Int, extent: Extent, disk: TableIdentifier) -> TablePartition {
        let partitionIdentifier: PartitionIdentifier =
            switch disk {
            case .gpt: .gpt(identifier ?? .zero)
            case .mbr(let signature): .mbr(disk: signature, number: number)
            }
        return TablePartition(
            number: number, extent: extent, type: type, identifier: partitionIdentifier, label: label,
            attributes: attributes)
    }
}
