// SPDX-License-Identifier: MIT

import WrightModel

/// The fields of a line of a dump: `start=  2048, size=  4096, name="a, b", bootable`.
struct SfdiskFields {
    private(set) var all: [(key: String, value: String)] = []

    /// Nil where a quotation has no end, or is not UTF-8.
    init?(_ text: Substring) {
        var rest = text.utf8[...]
        while let first = rest.first {
            guard !SfdiskFields.isBetween(first) else {
                rest.removeFirst()
                continue
            }
            let key = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ",") }
            rest = rest.dropFirst(key.count)
            guard rest.first == UInt8(ascii: "=") else {
                all.append((Substring(key).trimmed, ""))
                continue
            }
            guard let value = SfdiskFields.value(&rest) else { return nil }
            all.append((Substring(key).trimmed, value))
        }
    }

    /// Takes a value with the sign before it.
    private static func value(_ rest: inout Substring.UTF8View) -> String? {
        rest = rest.dropFirst().drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard rest.first == UInt8(ascii: "\"") else {
            let value = rest.prefix { $0 != UInt8(ascii: ",") }
            rest = rest.dropFirst(value.count)
            return Substring(value).trimmed
        }
        let value = rest.dropFirst().prefix { $0 != UInt8(ascii: "\"") }
        rest = rest.dropFirst(value.count + 1)
        guard rest.popFirst() != nil else { return nil }
        return String(validating: unescaped(Array(value)), as: UTF8.self)
    }

    /// libfdisk writes a byte that a shell or a terminal could take for something else as `\xHH`: `fputs_quoted`.
    private static func unescaped(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if index + 3 < bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "x"),
                let high = hexadecimalValue(bytes[index + 2]), let low = hexadecimalValue(bytes[index + 3])
            {
                result.append(high << 4 | low)
                index += 4
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    private static func isBetween(_ byte: UInt8) -> Bool { [0x20, 0x09, UInt8(ascii: ",")].contains(byte) }
}
