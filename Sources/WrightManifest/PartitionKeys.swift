// SPDX-License-Identifier: MIT

import WrightModel

/// The keys of a partition.
enum PartitionKeys: RecordKeys {
    typealias Key<Value: Sendable> = Field<PartitionKeys, Value>

    static let name = Key(
        "name", .partitionName, "The partition's identity in the manifest, and its link.",
        required: "add a name such as 'name: data'")
    static let label = Key("label", .label, "The name in a gpt table, at most 36 UTF-16 units; by default the name.")
    static let type = Key(
        "type", .partitionType, "What it is for: a name, a GUID, or the byte of an mbr table; by default linux.")
    static let size = Key(
        "size", .partitionSize, "A size, a share of the disk in percent, or rest for what the others leave.")
    static let minimumSize = Key("min-size", .size, "The least that a share or the rest may come to.")
    static let maximumSize = Key("max-size", .size, "The most that a share or the rest may come to.")
    static let weight = Key(
        "weight", .integer(1...1_000_000), "The share of this partition where several take the rest; by default 1.")
    static let number = Key(
        "number", .integer(1...PartitionLimit.count, reason: PartitionLimit.reason),
        "Its number in the table.")
    static let start = Key("start", .sectors(allowsZero: false), "Where on the disk it begins.")
    static let uuid = Key("uuid", .guid, "Its identifier in a gpt table.")
    static let attributes = Key<[Marked<String>]>(
        "attributes", .distinctList(of: .attribute), "The attributes that are set, and no others.")
    static let links = Key<[Marked<LinkPath>]>(
        "links", .distinctList(of: .link), "More names for it, relative to /dev/disk/.")

    static let noun = "a partition"
    static let fields: [any FieldDefinition] = [
        name, label, type, size, minimumSize, maximumSize, weight, number, start, uuid, attributes, links,
    ]
}

/// How many partitions a disk may have.
enum PartitionLimit {
    static let count = KernelPartition.lastNumber
    static let reason = "the kernel shows at most \(count) partitions of one disk"
}

extension Kind where Value == String {
    /// An attribute by its name in either kind of table.
    fileprivate static let attribute = choice(
        "an attribute of a partition",
        (PartitionAttributes.gptNames + PartitionAttributes.mbrNames).map { ($0.name, $0.name) })
}
