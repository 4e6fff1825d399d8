// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

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
        let step = name.isPlainKey ? name : Sentence.quoted(name)
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
