// SPDX-License-Identifier: MIT

import WrightModel

/// The name of a GPT partition: up to 36 UTF-16 units, little-endian, ended by a zero where it is shorter.
package enum GPTLabel {
    /// Where the name lies in its entry.
    package static let offset = 56
    package static let units = TableGeometry.gptLabelUnits

    /// The text of 72 bytes; U+FFFD stands for a surrogate without its partner.
    package static func text(of bytes: [UInt8]) -> String {
        let units = stride(from: 0, to: bytes.count - 1, by: 2).map { bytes.number16(at: $0) }
        return String(decoding: units.prefix { $0 != 0 }, as: UTF16.self)
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
