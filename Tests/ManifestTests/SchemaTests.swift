// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightModel
import WrightText

@testable import WrightManifest

@Suite struct SchemaTests {
    private static let root = Kind.record(ManifestKeys.self).schema

    @Test func namesEveryKeyOfTheReference() throws {
        let store = try #require(SchemaTests.root["properties"]?["stores"]?["additionalProperties"])
        let partition = try #require(store["properties"]?["partitions"]?["items"])
        #expect(SchemaTests.root["properties"]?.names == ["version", "prune", "metrics-file", "stores"])
        #expect(
            store["properties"]?.names == [
                "file", "device", "match", "size", "allocate", "offset", "length", "attach", "read-only", "direct-io",
                "sector-size", "table", "uuid", "entries", "align", "partitions", "links", "seed",
            ])
        #expect(
            partition["properties"]?.names == [
                "name", "label", "type", "size", "min-size", "max-size", "weight", "number", "start", "uuid",
                "attributes", "links",
            ])
        #expect(SchemaTests.root["required"]?.strings == ["version"])
        #expect(partition["required"]?.strings == ["name"])
        let alternatives = try #require(store["oneOf"]?.items)
        #expect(alternatives.map { $0["required"]?.strings } == [["file"], ["device"], ["match"]])
    }

    @Test func recordsAreClosedAndEveryKeyIsDescribed() {
        SchemaTests.root.visit { node in
            guard let properties = node["properties"] else { return }
            guard case .bool(false) = node["additionalProperties"] else {
                Issue.record("a record takes unknown keys")
                return
            }
            for name in properties.names {
                guard case .string(let summary) = properties[name]?["description"] else {
                    Issue.record("'\(name)' is not described")
                    continue
                }
                #expect(summary.hasSuffix(".") && !summary.contains("\n"), "\(name)")
            }
        }
    }

    @Test func everyPatternIsAnchoredAndCompiles() throws {
        var patterns: [String] = []
        SchemaTests.root.visit { node in
            if case .string(let pattern) = node["pattern"] { patterns.append(pattern) }
        }
        #expect(patterns.count > 20)
        for pattern in patterns {
            #expect(pattern.hasPrefix("^") && pattern.hasSuffix("$"))
            #expect(throws: Never.self) { try Regex(pattern) }
        }
    }

    @Test func namesAndTheirPatternsAgree() throws {
        try agree(.storeName, letters: "aZ09._-/é", upTo: 42)
        try agree(.partitionName, letters: "disk part0-", upTo: 6)
        try agree(.propertyName, letters: "AZ_09a-", upTo: 4)
        try agree(.path("a path"), letters: "//.a \u{1}", upTo: 7)
        try agree(.link, letters: "//.a+:-é", upTo: 8)
        try agree(.line("text"), letters: "a é\u{7}\u{7f}", upTo: 3)
        for folder in LinkPath.foreignFolders.sorted() + [LinkPath.ownFolder] {
            try agree(.link, [folder + "/x", folder + "x/x", "x/" + folder + "/x", folder])
        }
        try agree(.partitionName, ["disk", "part", "part1", "part10", "part1x", "disks", "Disk", "apart1"])
    }

    @Test func identifiersAndTheirPatternsAgree() throws {
        let guid = "4f68BCE3-e8cd-4db1-96e7-fbcaf984b709"
        let near = guid.indices.map { index in String(guid[..<index]) + "-" + guid[guid.index(after: index)...] }
        try agree(.guid, [guid, guid + "0", "", "-"] + near)
        let zero = String(guid.map { $0 == "-" ? $0 : "0" })
        try agree(.guid, [zero])
        let identifier = try #require(Kind.tableIdentifier.schema["anyOf"]?.items.compactMap { $0["pattern"] }.first)
        guard case .string(let pattern) = identifier else { return }
        try agree(
            .tableIdentifier, pattern,
            [guid, zero, "00000000", "0x00000000", "0x8a6f2c10", "8A6F2C10", "8a6f2c1", "0X8a6f2c10", "0x", "8a6f2c1g"]
                + near)
        let type = Kind.partitionType.schema
        let code = try #require(type["anyOf"]?.items.compactMap { $0["pattern"] }.first)
        guard case .string(let codes) = code else { return }
        try agree(
            .partitionType, codes,
            [guid, zero, "00", "0x00", "83", "0x83", "0X83", "8", "0x8", "0x083", "fd", "FD", "fg"] + near)
        #expect(type["anyOf"]?.items.first?["enum"]?.strings == PartitionTypeCatalogue.entries.map(\.name))
    }

    @Test func theTextIsJSON() {
        #expect(Manifest.schema.hasPrefix("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"))
        #expect(Manifest.schema.hasSuffix("}\n"))
    }

    /// Compares the kind with the pattern of its schema on random text.
    private func agree<Value>(_ kind: Kind<Value>, letters: String, upTo limit: Int) throws {
        var random = SeededGenerator(seed: 1)
        let letters = Array(letters.unicodeScalars)
        try agree(
            kind,
            (0..<1500).map { _ in
                let count = Int.random(in: 0...limit, using: &random)
                let scalars = (0..<count).compactMap { _ in letters.randomElement(using: &random) }
                return String(String.UnicodeScalarView(scalars))
            })
    }

    private func agree<Value>(_ kind: Kind<Value>, _ texts: [String]) throws {
        guard case .string(let pattern) = kind.schema["pattern"] else {
            Issue.record("the kind has no pattern")
            return
        }
        try agree(kind, pattern, texts)
    }

    private func agree<Value>(_ kind: Kind<Value>, _ pattern: String, _ texts: [String]) throws {
        let regex = try Regex(pattern)
        let place = Place(location: .init(file: "m", line: 1, column: 1), path: .root)
        for text in texts {
            var findings = Findings()
            let node = MarkedNode(content: .scalar(Scalar(text: text, isPlain: false)), place: place)
            let isRead = kind.read(node, &findings) != nil
            #expect(isRead == findings.isEmpty)
            #expect(isRead == ((try regex.wholeMatch(in: text)) != nil), "\(text.debugDescription) \(pattern)")
        }
    }
}

extension JSONValue {
    fileprivate subscript(_ name: String) -> JSONValue? {
        if case .object(let members) = self { members.first { $0.key == name }?.value } else { nil }
    }

    fileprivate var names: [String] {
        if case .object(let members) = self { members.map(\.key) } else { [] }
    }

    fileprivate var items: [JSONValue] {
        if case .array(let items) = self { items } else { [] }
    }

    fileprivate var strings: [String] {
        items.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    fileprivate func visit(_ body: (JSONValue) -> Void) {
        body(self)
        switch self {
        case .object(let members): for member in members { member.value.visit(body) }
        case .array(let items): for item in items { item.visit(body) }
        case .string, .integer, .bool, .null: break
        }
    }
}
