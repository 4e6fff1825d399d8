// SPDX-License-Identifier: MIT

import WrightModel

/// The attributes of a partition by the names that a manifest uses.
enum AttributeText {
    /// The names in bit order, and those bits that have none.
    static func names(_ attributes: PartitionAttributes, _ kind: TableKind) -> (
        names: [String], unnamed: PartitionAttributes
    ) {
        let known = kind == .gpt ? PartitionAttributes.gptNames : PartitionAttributes.mbrNames
        let set = known.filter { attributes.contains($0.attribute) }
        return (set.map(\.name), attributes.subtracting(PartitionAttributes(set.map(\.attribute))))
    }

    /// The names joined by commas, the unnamed bits as one hexadecimal number.
    static func list(_ attributes: PartitionAttributes, _ kind: TableKind, none: String = "none") -> String {
        let (names, unnamed) = names(attributes, kind)
        let words = names + (unnamed.isEmpty ? [] : [bits(unnamed)])
        return words.isEmpty ? none : words.joined(separator: ",")
    }

    static func bits(_ attributes: PartitionAttributes) -> String { "0x" + String(attributes.rawValue, radix: 16) }
}
