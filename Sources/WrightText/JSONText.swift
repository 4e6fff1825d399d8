// SPDX-License-Identifier: MIT

import WrightModel

/// JSON as text in UTF-8: only what must be escaped is.
package enum JSONText {
    /// On one line without blanks, as a stream of documents has it.
    package static func compact(_ value: JSONValue) -> String { text(value, isPretty: false) }

    /// A member and an element a line, indented by two blanks a level; without a line break at the end.
    package static func pretty(_ value: JSONValue) -> String { text(value, isPretty: true) }

    private static func text(_ value: JSONValue, isPretty: Bool) -> String {
        var writer = Writer(isPretty: isPretty)
        writer.write(value)
        return writer.text
    }
}

private struct Writer {
    let isPretty: Bool
    var text = ""
    private var depth = 0

    init(isPretty: Bool) { self.isPretty = isPretty }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .string(let value): writeQuoted(value)
        case .array(let elements): writeList(elements, "[", "]") { $0.write($1) }
        case .object(let members): writeList(members, "{", "}") { $0.write($1) }
        }
    }

    private mutating func write(_ member: JSONValue.Member) {
        writeQuoted(member.key)
        text += isPretty ? ": " : ":"
        write(member.value)
    }

    private mutating func writeList<Item>(
        _ items: [Item], _ opening: String, _ closing: String, _ write: (inout Writer, Item) -> Void
    ) {
        text += opening
        depth += 1
        for (index, item) in items.enumerated() {
            if index > 0 { text += "," }
            breakLine()
            write(&self, item)
        }
        depth -= 1
        if !items.isEmpty { breakLine() }
        text += closing
    }

    private mutating func breakLine() {
        guard isPretty else { return }
        text += "\n" + String(repeating: "  ", count: depth)
    }

    private mutating func writeQuoted(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            if let escape = Escape.shortForm(of: scalar) {
                text += escape
            } else if scalar < " " {
                text += "\\u00" + hexadecimal(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
