// SPDX-License-Identifier: MIT

/// A JSON value whose objects keep the order of their members.
indirect enum JSON: Sendable {
    case string(String)
    case integer(Int)
    case boolean(Bool)
    case array([JSON])
    case object([(String, JSON)])

    /// The text with two spaces an indentation and a line feed at its end.
    var text: String {
        var text = ""
        write(to: &text, indentation: "")
        return text + "\n"
    }

    private func write(to text: inout String, indentation: String) {
        switch self {
        case .string(let value): text += JSON.literal(value)
        case .integer(let value): text += String(value)
        case .boolean(let value): text += value ? "true" : "false"
        case .array(let items):
            JSON.write(items, between: ("[", "]"), to: &text, indentation) { item, text, deeper in
                item.write(to: &text, indentation: deeper)
            }
        case .object(let members):
            JSON.write(members, between: ("{", "}"), to: &text, indentation) { member, text, deeper in
                text += JSON.literal(member.0) + ": "
                member.1.write(to: &text, indentation: deeper)
            }
        }
    }

    private static func write<Item>(
        _ items: [Item], between brackets: (String, String), to text: inout String, _ indentation: String,
        writeItem: (Item, inout String, String) -> Void
    ) {
        guard !items.isEmpty else {
            text += brackets.0 + brackets.1
            return
        }
        let deeper = indentation + "  "
        text += brackets.0
        for (index, item) in items.enumerated() {
            text += (index == 0 ? "\n" : ",\n") + deeper
            writeItem(item, &text, deeper)
        }
        text += "\n\(indentation)\(brackets.1)"
    }

    /// A string literal under RFC 8259: quotes, backslashes and control characters escaped, the rest as it is.
    private static func literal(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\u{0}"..<" ":
                let code = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - code.utf8.count) + code
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
