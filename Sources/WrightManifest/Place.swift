// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// Where something stands: in the text, and in the tree of keys.
struct Place {
    let location: SourceLocation
    let path: KeyPathText
}

/// A value with the place where it is written.
struct Marked<Value> {
    let value: Value
    let place: Place
}

extension Marked: Sendable where Value: Sendable {}

/// The path of a key: which step leads to it from where, for of thousands of paths none is read unless something is wrong.
struct KeyPathText {
    private let last: Step?

    static let root = KeyPathText(last: nil)

    func key(_ name: String) -> KeyPathText { KeyPathText(last: Step(.key(name), behind: last)) }

    func index(_ index: Int) -> KeyPathText { KeyPathText(last: Step(.index(index), behind: last)) }

    /// As a person reads it: `stores.appliance.partitions[2].size`.
    var text: String { last?.text ?? "" }
}

/// A step of a path, shared by all paths that lead on from it.
private final class Step: Sendable {
    enum Kind {
        case key(String)
        case index(Int)
    }

    private let kind: Kind
    private let before: Step?

    init(_ kind: Kind, behind before: Step?) {
        self.kind = kind
        self.before = before
    }

    var text: String {
        let way = before?.text ?? ""
        switch kind {
        case .index(let index): return "\(way)[\(index)]"
        case .key(let name):
            let step = name.isPlainKey ? name : Sentence.quoted(name)
            return way.isEmpty ? step : "\(way).\(step)"
        }
    }
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
