// SPDX-License-Identifier: MIT

import WrightModel

/// Where something stands: in the text, and in the tree of keys.
struct Place: Hashable {
    let location: SourceLocation
    let path: KeyPathText
}

/// A value with the place where it is written.
struct Marked<Value> {
    let value: Value
    let place: Place
}

extension Marked: Sendable where Value: Sendable {}

/// The path of a key as a person reads it: `stores.appliance.partitions[2].size`.
struct KeyPathText: Hashable {
    let text: String

    static let root = KeyPathText(text: "")

    func key(_ name: String) -> KeyPathText {
        let step = name.isPlainKey ? name : quoted(name)
        return KeyPathText(text: text.isEmpty ? step : "\(text).\(step)")
    }

    func index(_ index: Int) -> KeyPathText { KeyPathText(text: "\(text)[\(index)]") }
}

extension String {
    /// Whether the text can stand in a key path without quotes.
    fileprivate var isPlainKey: Bool {
        !isEmpty && utf8.count <= 64
            && utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
                default: false
                }
            }
    }
}

/// Text of a manifest in quotes, fit for one line of a terminal: control characters escaped, long text cut.
func quoted(_ text: String) -> String {
    let limit = 64
    var shown = ""
    for scalar in text.unicodeScalars.prefix(limit) {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
            shown += "\\u{\(String(scalar.value, radix: 16))}"
        default: shown.unicodeScalars.append(scalar)
        }
    }
    let isCut = text.unicodeScalars.dropFirst(limit).first != nil
    return "'\(shown)\(isCut ? "…" : "")'"
}
