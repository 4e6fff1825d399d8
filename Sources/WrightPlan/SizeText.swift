// SPDX-License-Identifier: MIT

package import WrightModel

extension ByteCount {
    /// The count as a manifest would write it, with nothing lost: `8GiB`, `1536MiB`, `1025 bytes`.
    package var inWords: String {
        let units: [(symbol: String, bytes: Int64)] = [
            ("PiB", 1 << 50), ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
        ]
        guard bytes != 0, let unit = units.first(where: { bytes.isMultiple(of: $0.bytes) }) else {
            return bytes == 1 ? "1 byte" : "\(bytes) bytes"
        }
        return "\(bytes / unit.bytes)\(unit.symbol)"
    }
}

/// `1 step`, `2 steps`.
func counted(_ count: Int, _ noun: String) -> String { count == 1 ? "1 \(noun)" : "\(count) \(noun)s" }

/// `'a'`, `'a' and 'b'`, `'a', 'b' and 'c'`.
func quotedList(_ names: [String]) -> String {
    let quoted = names.map { "'\($0)'" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " and " + last
}
