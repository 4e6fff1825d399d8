// SPDX-License-Identifier: MIT

/// What a partition is for, as its table records it: a GPT type GUID or an MBR type byte.
package enum PartitionType: Hashable, Sendable, CustomStringConvertible {
    case gpt(GUID)
    case mbr(UInt8)

    /// The name from the catalogue where there is one, else the GUID, or the byte as `0x83`.
    package var description: String { PartitionTypeCatalogue.name(of: self) ?? code }

    /// The GUID in lower case, or the byte as `0x83`.
    package var code: String {
        switch self {
        case .gpt(let guid): guid.description
        case .mbr(let byte): "0x" + hexadecimal(byte)
        }
    }

    /// Whether an MBR entry of this type holds logical partitions (types 0x05, 0x0f and 0x85).
    package var isExtended: Bool {
        switch self {
        case .mbr(0x05), .mbr(0x0f), .mbr(0x85): true
        default: false
        }
    }
}

/// A partition type as a manifest gives it, before the kind of table is known.
package enum DesiredType: Hashable, Sendable {
    /// A name of the catalogue; it may exist for GPT, for MBR or for both.
    case named(String)
    case exactly(PartitionType)

    /// The type in a table of the given kind; nil where a name or code has no meaning there.
    package func resolved(in kind: TableKind) -> PartitionType? {
        switch self {
        case .named(let name): PartitionTypeCatalogue.type(named: name, in: kind)
        case .exactly(let type): type.kind == kind ? type : nil
        }
    }
}

extension PartitionType {
    package var kind: TableKind {
        switch self {
        case .gpt: .gpt
        case .mbr: .mbr
        }
    }
}
