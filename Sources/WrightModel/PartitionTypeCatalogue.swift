// SPDX-License-Identifier: MIT

/// The partition types that have names: those of the Discoverable Partitions Specification and of sfdisk.
package enum PartitionTypeCatalogue {
    /// One named type; `gpt` or `mbr` is nil where the name has no meaning in such a table.
    package struct Entry: Sendable {
        package let name: String
        package let gpt: GUID?
        package let mbr: UInt8?
    }

    package static let entries: [Entry] = [
        Entry(name: "linux", gpt: GUID("0fc63daf-8483-4772-8e79-3d69d8477de4"), mbr: 0x83),
        Entry(name: "esp", gpt: GUID("c12a7328-f81f-11d2-ba4b-00a0c93ec93b"), mbr: 0xef),
        Entry(name: "swap", gpt: GUID("0657fd6d-a4ab-43c4-84e5-0933c84b4f4f"), mbr: 0x82),
    ]

    package static func type(named name: String, in kind: TableKind) -> PartitionType? {
        guard let entry = entries.first(where: { $0.name == name }) else { return nil }
        switch kind {
        case .gpt: return entry.gpt.map(PartitionType.gpt)
        case .mbr: return entry.mbr.map(PartitionType.mbr)
        }
    }

    /// The first name in the catalogue that stands for exactly this type.
    package static func name(of type: PartitionType) -> String? {
        entries.first { entry in
            switch type {
            case .gpt(let guid): entry.gpt == guid
            case .mbr(let byte): entry.mbr == byte
            }
        }?.name
    }
}
