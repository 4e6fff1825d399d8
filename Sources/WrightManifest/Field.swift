// SPDX-License-Identifier: MIT

import WrightText

/// One key of a record: its name, what it is for, and what may be written for it.
struct Field<Keys: RecordKeys, Value: Sendable>: FieldDefinition {
    let name: String
    let summary: String
    let kind: Kind<Value>
    let remedyIfMissing: String?

    /// - Parameter required: Where the key may not be left out, what to do then.
    init(_ name: String, _ kind: Kind<Value>, _ summary: String, required: String? = nil) {
        self.name = name
        self.summary = summary
        self.kind = kind
        remedyIfMissing = required
    }

    var schema: JSONValue { kind.schema }

    func read(_ node: MarkedNode, _ findings: inout Findings) -> (any Sendable)? {
        kind.read(node, &findings).map { Marked(value: $0, place: node.place) }
    }
}

/// A field without the type of its value.
protocol FieldDefinition: Sendable {
    var name: String { get }
    /// One sentence, which the schema shows.
    var summary: String { get }
    var remedyIfMissing: String? { get }
    var schema: JSONValue { get }

    /// The value as a `Marked`, or nil where it is not right.
    func read(_ node: MarkedNode, _ findings: inout Findings) -> (any Sendable)?
}

/// The keys of one sort of mapping.
protocol RecordKeys: Sendable {
    /// What such a mapping describes, with its article: `a store`.
    static var noun: String { get }
    static var fields: [any FieldDefinition] { get }
    /// What JSON Schema says of the keys together.
    static var constraints: [JSONValue.Member] { get }
}

extension RecordKeys {
    static var constraints: [JSONValue.Member] { [] }
}
