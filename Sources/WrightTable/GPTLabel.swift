// SPDX-License-Identifier: MIT

import WrightModel

/// The name of a GPT partition: up to 36 UTF-16 units, little-endian, ended by a zero where it is shorter.
package enum GPTLabel {
    /// Where the name lies in its entry.
    package static let offset = 56
    package static let units = TableGeometry.gptLabelUnits

    /// The text of 72 bytes; U+FFFD stands for a surrogate without its partner.
    package static func text(of bytes: ArraySlice<UInt8>) -> String {
        let pairs = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).lazy
        let units = pairs.map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }.prefix { $0 != 0 }
        return String(decoding: Array(units), as: UTF16.self)
    }

    /// The 72 bytes of a text; nil where it is too long or has a U+0000 in it.
    package static func bytes(of text: String) -> [UInt8]? {
        let units = Array(text.utf16)
        guard units.count <= GPTLabel.units, !units.contains(0) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 2 * GPTLabel.units)
        for (index, unit) in units.enumerated() { bytes.put(unit, at: 2 * index) }
        return bytes
    }
}
