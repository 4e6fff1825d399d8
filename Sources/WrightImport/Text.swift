// SPDX-License-Identifier: MIT

extension StringProtocol {
    /// The text without blanks at either end.
    var trimmed: String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
        let bytes = utf8.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
        return String(decoding: Array(bytes), as: UTF8.self)
    }

    /// Where a text first stands in this one.
    func index(ofText text: String) -> Index? {
        guard let first = text.utf8.first else { return nil }
        var rest = utf8[...]
        while let index = rest.firstIndex(of: first) {
            if rest[index...].starts(with: text.utf8) { return index }
            rest = rest[rest.index(after: index)...]
        }
        return nil
    }
}
