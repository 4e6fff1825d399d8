// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightText

@testable import WrightManifest

/// loopwright.yaml(5) has the keys and the words that the definition has, by which manifests are read and their schema is
/// made.
@Suite struct ManifestReferenceTests {
    struct Record: Sendable, CustomTestStringConvertible {
        let section: String
        let fields: [any FieldDefinition]

        var testDescription: String { section }
        var items: [ManualPage.Item] { ManualPage.manifest.section(section).items("Cm") }

        static let all = [
            Record(section: "TOP OF EACH FILE", fields: ManifestKeys.fields),
            Record(section: "STORE", fields: StoreKeys.fields),
            Record(section: "PARTITION", fields: PartitionKeys.fields),
        ]
    }

    @Test(arguments: Record.all) func hasEveryKeyAndNoOther(_ record: Record) {
        #expect(record.items.map(\.name) == record.fields.map(\.name))
    }

    /// The names of the types are too many: `loopwright schema` lists them.
    @Test(arguments: Record.all) func hasEveryWordThatAKeyTakes(_ record: Record) throws {
        for field in record.fields where field.name != "type" {
            let item = try #require(record.items.first { $0.name == field.name })
            let text = item.lines.joined(separator: " ").split { " ,".contains($0) }.map(String.init)
            for word in field.schema.ownWords { #expect(text.contains(word), "\(field.name): \(word)") }
        }
    }

    @Test func itsManifestsAreRight() throws {
        let manifests = ManualPage.all.flatMap(\.blocks).filter { $0.hasPrefix("version: ") }
        #expect(manifests.count == 6)
        for text in manifests { _ = try Manifest.parse(files: [("page.yaml", Array(text.utf8))]).get() }
    }
}

extension JSONValue {
    /// The words of the value's own enumerations, without those of the records that are in it.
    fileprivate var ownWords: [String] {
        switch self {
        case .object(let members):
            members.flatMap { member in
                if member.key == "properties" || member.key == "additionalProperties" { return [String]() }
                guard member.key == "enum", case .array(let words) = member.value else { return member.value.ownWords }
                return words.map(\.word)
            }
        case .array(let elements): elements.flatMap(\.ownWords)
        default: []
        }
    }

    private var word: String {
        switch self {
        case .string(let text): text
        case .integer(let number): "\(number)"
        case .bool(let value): "\(value)"
        default: ""
        }
    }
}
