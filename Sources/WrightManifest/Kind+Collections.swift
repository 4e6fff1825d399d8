// SPDX-License-Identifier: MIT

import WrightText

/// One entry of a map whose keys the administrator chooses.
struct MapEntry<Key: Sendable, Value: Sendable>: Sendable {
    let key: Marked<Key>
    let value: Marked<Value>
}

extension Kind {
    /// A list; an item that is not right is reported and left out.
    ///
    /// `reason` says why it may not be longer.
    static func list<Item>(of item: Kind<Item>, atMost limit: Int, reason: String) -> Kind
    where Value == [Marked<Item>] {
        Kind(schema: ["type": "array", "items": item.schema, "maxItems": .integer(Int64(limit))]) { node, findings in
            guard let items = items(of: node, item, &findings) else { return nil }
            if items.count > limit {
                findings.add(
                    Mistake("the list has \(items.count) items: \(reason)", "write at most \(limit)"), at: node.place)
            }
            // What is held against one another later stays small.
            return Array(items.prefix(limit))
        }
    }

    /// A list in which nothing stands twice; an item that is not right is reported and left out.
    static func distinctList<Item: Hashable>(of item: Kind<Item>) -> Kind where Value == [Marked<Item>] {
        Kind(schema: ["type": "array", "items": item.schema, "uniqueItems": true]) { node, findings in
            var known: Set<Item> = []
            return items(of: node, item, &findings)?.filter { item in
                let isNew = known.insert(item.value).inserted
                if !isNew {
                    findings.add(
                        Mistake("\(Sentence.quoted("\(item.value)")) is listed twice", "remove one"), at: item.place)
                }
                return isNew
            }
        }
    }

    private static func items<Item>(
        of node: MarkedNode, _ item: Kind<Item>, _ findings: inout Findings
    ) -> [Marked<Item>]? {
        guard case .sequence(let nodes) = node.content else {
            return node.expected("a list", "write a list such as [a, b], or [] for none", &findings)
        }
        return nodes.compactMap { node in item.read(node, &findings).map { Marked(value: $0, place: node.place) } }
    }

    /// A mapping from names of the administrator's choice; an entry that is not right is reported and left out.
    static func map<Name, Item>(
        from name: Kind<Name>, to item: Kind<Item>, atLeast minimum: Int = 0, remedy: String
    ) -> Kind where Value == [MapEntry<Name, Item>] {
        @Sendable func schema() -> JSONValue {
            let schema: JSONValue = [
                "type": "object", "propertyNames": name.schema, "additionalProperties": item.schema,
            ]
            return minimum > 0 ? schema.adding(["minProperties": .integer(Int64(minimum))]) : schema
        }
        return Kind(schema: schema()) { node, findings in
            guard case .mapping(let entries) = node.content else {
                return node.expected("a mapping", remedy, &findings)
            }
            guard entries.count >= minimum else {
                findings.add(Mistake("the mapping is empty", remedy), at: node.place)
                return nil
            }
            return entries.compactMap { entry in
                let key = MarkedNode(
                    content: .scalar(Scalar(text: entry.key.value, isPlain: false)), place: entry.key.place)
                let keyValue = name.read(key, &findings)
                let itemValue = item.read(entry.value, &findings)
                guard let keyValue, let itemValue else { return nil }
                return MapEntry(
                    key: Marked(value: keyValue, place: entry.key.place),
                    value: Marked(value: itemValue, place: entry.value.place))
            }
        }
    }
}
