// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// A mapping that was read: the values that are right, and which keys were written at all.
struct Record<Keys: RecordKeys>: Sendable {
    let place: Place
    /// The keys in the order in which they are written: a handful, so that a list serves better than a dictionary.
    private let names: [String]
    private let keys: [Place]
    /// A `Marked` for each key; nil where it is not right.
    private let values: [(any Sendable)?]

    init(_ entries: [MarkedEntry], at place: Place, _ findings: inout Findings) {
        self.place = place
        names = entries.map(\.key.value)
        keys = entries.map(\.key.place)
        values = entries.map { Record.read($0, &findings) }
        for field in Keys.fields where !names.contains(field.name) {
            guard let remedy = field.remedyIfMissing else { continue }
            let missing = Place(location: place.location, path: place.path.key(field.name))
            findings.add(Mistake("the key is missing", remedy), at: missing)
        }
    }

    private static func read(_ entry: MarkedEntry, _ findings: inout Findings) -> (any Sendable)? {
        let key = entry.key
        if let field = Keys.fields.first(where: { $0.name == key.value }) { return field.read(entry.value, &findings) }
        if findings.accepts(key.place.location.file) { findings.add(unknown(key.value), at: key.place) }
        return nil
    }

    /// The value of a key, or nil where it was not written or is not right.
    subscript<Value>(field: Field<Keys, Value>) -> Marked<Value>? {
        names.firstIndex(of: field.name).flatMap { values[$0] as? Marked<Value> }
    }

    /// Where a key was written, whether its value is right or not.
    func key<Value>(_ field: Field<Keys, Value>) -> Place? { names.firstIndex(of: field.name).map { keys[$0] } }

    private static func unknown(_ name: String) -> Mistake {
        let names = Keys.fields.map(\.name)
        let remedy =
            nearest(to: name, among: names).map { "did you mean '\($0)'?" }
            ?? "the keys of \(Keys.noun) are \(names.joined(separator: ", "))"
        return Mistake("unknown key \(Sentence.quoted(name))", remedy)
    }
}

extension Kind {
    /// A mapping with the keys of `Keys`.
    static func record<Keys>(_: Keys.Type) -> Kind where Value == Record<Keys> {
        Kind(schema: schema(of: Keys.self)) { node, findings in
            guard case .mapping(let entries) = node.content else {
                return node.expected("the description of \(Keys.noun)", "write its keys as a mapping", &findings)
            }
            return Record(entries, at: node.place, &findings)
        }
    }

    private static func schema<Keys: RecordKeys>(of: Keys.Type) -> JSONValue {
        let properties = Keys.fields.map { field in
            let summary: JSONValue = ["description": .string(field.summary)]
            return JSONValue.Member(field.name, summary.adding(field.schema))
        }
        let required = Keys.fields.filter { $0.remedyIfMissing != nil }.map { JSONValue.string($0.name) }
        var schema: JSONValue = ["type": "object", "properties": .object(properties)]
        if !required.isEmpty { schema = schema.adding(["required": .array(required)]) }
        return schema.adding(["additionalProperties": false]).adding(.object(Keys.constraints))
    }
}
