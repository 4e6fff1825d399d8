// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// A UUID that is not all zeroes.
private let guidPattern = "(?![0-]+$)[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"
private let guidExample = "4f68bce3-e8cd-4db1-96e7-fbcaf984b709"

extension Kind where Value == GUID {
    static let guid: Kind = {
        let remedy = "write a UUID such as \(guidExample)"
        return text("a UUID", remedy: remedy, schema: .pattern(guidPattern)) { text throws(Mistake) in
            guard let guid = GUID(text) else { throw Mistake("\(Sentence.quoted(text)) is not a UUID", remedy) }
            try guid.requireNotZero()
            return guid
        }
    }()
}

extension Kind where Value == TableIdentifier {
    /// The identifier of a disk: a UUID for a GPT, eight hexadecimal digits for an MBR.
    static let tableIdentifier: Kind = {
        let remedy = "write a UUID for a gpt table, or eight hexadecimal digits such as 0x8a6f2c10 for an mbr table"
        @Sendable func schema() -> JSONValue {
            // YAML reads 0x8a6f2c10 as a number, and 12345678 as another.
            let number: JSONValue = ["type": "integer", "minimum": 1, "maximum": .integer(Int64(UInt32.max))]
            let code = JSONValue.pattern("(\(guidPattern)|(0x)?(?!0{8})[0-9A-Fa-f]{8})")
            return ["anyOf": [code, number]]
        }
        return text("a disk's identifier", remedy: remedy, schema: schema()) { text throws(Mistake) in
            if let guid = GUID(text) {
                try guid.requireNotZero()
                return .gpt(guid)
            }
            guard let digits = text.hexadecimalDigits(count: 8), let signature = UInt32(digits, radix: 16) else {
                throw Mistake("\(Sentence.quoted(text)) is not a disk's identifier", remedy)
            }
            guard signature != 0 else { throw Mistake("an identifier of zero stands for none", remedy) }
            return .mbr(signature)
        }
    }()
}

extension Kind where Value == DesiredType {
    /// A type by its name in the catalogue, its GUID, or its byte in an MBR.
    static let partitionType: Kind = {
        let remedy = "write a name such as linux or root-x86-64, a GUID, or an MBR type such as 0x83"
        @Sendable func schema() -> JSONValue {
            let names = PartitionTypeCatalogue.entries.map { JSONValue.string($0.name) }
            // YAML reads 83 as a number, and 0x83 as another.
            let number: JSONValue = ["type": "integer", "minimum": 1, "maximum": 255]
            let code = JSONValue.pattern("(\(guidPattern)|(0x)?(?!00)[0-9A-Fa-f]{2})")
            return ["anyOf": [["enum": .array(names)], code, number]]
        }
        return text("a partition type", remedy: remedy, schema: schema()) { text throws(Mistake) in
            if PartitionTypeCatalogue.contains(text) { return .named(text) }
            if let guid = GUID(text) {
                try guid.requireNotZero()
                return .exactly(.gpt(guid))
            }
            if let digits = text.hexadecimalDigits(count: 2), let byte = UInt8(digits, radix: 16) {
                guard byte != 0 else { throw Mistake("the type 0x00 marks an entry that is not used", remedy) }
                return .exactly(.mbr(byte))
            }
            let suggestion = nearest(to: text, among: PartitionTypeCatalogue.entries.map(\.name))
            throw Mistake(
                "\(Sentence.quoted(text)) is not a partition type", suggestion.map { "did you mean '\($0)'?" } ?? remedy
            )
        }
    }()
}

extension GUID {
    fileprivate func requireNotZero() throws(Mistake) {
        guard self != .zero else {
            throw Mistake("a UUID of zeroes stands for none", "write another, such as \(guidExample)")
        }
    }
}

extension String {
    /// Exactly so many hexadecimal digits, with or without `0x` before them.
    fileprivate func hexadecimalDigits(count: Int) -> Substring? {
        let digits = hasPrefix("0x") ? dropFirst(2) : self[...]
        return digits.utf8.count == count && digits.utf8.allSatisfy { hexadecimalValue($0) != nil } ? digits : nil
    }
}
