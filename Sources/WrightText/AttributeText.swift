// SPDX-License-Identifier: MIT

package import WrightModel

/// The attributes of a partition by the names that a manifest uses.
package enum AttributeText {
    /// The names in bit order, and those bits that have none.
    package static func names(_ attributes: PartitionAttributes, _ kind: TableKind) -> (
        names: [String], unnamed: PartitionAttributes
    ) {
        let set = PartitionAttributes.names(in: kind).filter { attributes.contains($0.attribute) }
        return (set.map(\.name), attributes.subtracting(PartitionAttributes(set.map(\.attribute))))
    }

    /// The names joined by commas, the unnamed bits as one hexadecimal number.
    package static func list(_ attributes: PartitionAttributes, _ kind: TableKind, none: String = "none") -> String {
        let (names, unnamed) = names(attributes, kind)
        let words = names + (unnamed.isEmpty ? [] : [bits(unnamed)])
        return words.isEmpty ? none : words.joined(separator: ",")
    }

    package static func bits(_ attributes: PartitionAttributes) -> String {
        "0x" + String(attributes.rawValue, radix: 16)
    }
}
