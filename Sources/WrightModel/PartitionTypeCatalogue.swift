// SPDX-License-Identifier: MIT

/// The partition types that have names: those of the Discoverable Partitions Specification and of sfdisk.
///
/// - a name stands for one type in a GPT, in an MBR, or in each;
/// - of several names for one type the first listed is the one that reports and `describe` use;
/// - extended MBR types have no name: loopwright makes no extended partition.
package enum PartitionTypeCatalogue {
    /// One named type; `gpt` or `mbr` is nil where the name has no meaning in such a table.
    package struct Entry: Sendable {
        package let name: String
        package let gpt: GUID?
        package let mbr: UInt8?

        init(_ name: String, _ gpt: String? = nil, mbr: UInt8? = nil) {
            self.name = name
            self.gpt = gpt.flatMap { GUID($0) }
            self.mbr = mbr
        }
    }

    /// Every named type, aliases included, canonical names first.
    package static let entries: [Entry] = common + discoverable + foreign + mbrOnly

    /// The type that a name stands for in a table of the given kind, or nil.
    package static func type(named name: String, in kind: TableKind) -> PartitionType? {
        guard let entry = entriesByName[name] else { return nil }
        switch kind {
        case .gpt: return entry.gpt.map(PartitionType.gpt)
        case .mbr: return entry.mbr.map(PartitionType.mbr)
        }
    }

    /// Whether a name stands for a type in any kind of table.
    package static func contains(_ name: String) -> Bool { entriesByName[name] != nil }

    /// The first name in the catalogue that stands for exactly this type.
    package static func name(of type: PartitionType) -> String? { namesByType[type] }

    private static let entriesByName = Dictionary(entries.map { ($0.name, $0) }) { first, _ in first }

    private static let namesByType: [PartitionType: String] = {
        var names: [PartitionType: String] = [:]
        for entry in entries {
            for type in [entry.gpt.map(PartitionType.gpt), entry.mbr.map(PartitionType.mbr)].compactMap(\.self)
            where names[type] == nil {
                names[type] = entry.name
            }
        }
        return names
    }()
}
