// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// An object of JSON or YAML, and where it stands.
struct ForeignObject {
    let file: ForeignFile
    /// `storage.disks[0]`; empty at the top.
    let path: String
    private let members: [String: JSONValue]

    init(_ value: JSONValue, at path: String, in file: ForeignFile) throws(ImportFault) {
        guard case .object(let members) = value else {
            throw file.fault(path.isEmpty ? "it is no object" : "'\(path)' is no object")
        }
        self.file = file
        self.path = path
        self.members = Dictionary(members.map { ($0.key, $0.value) }) { first, _ in first }
    }

    /// The keys that say something, in the order of their names.
    var keys: [String] { members.filter { $0.value != .null }.keys.sorted() }

    func has(_ key: String) -> Bool { value(key) != nil }

    func text(_ key: String) throws(ImportFault) -> String? {
        switch value(key) {
        case nil: nil
        case .string(let text): text
        case .integer(let number): String(number)
        default: throw fault(key, "is no text")
        }
    }

    /// A whole number of at least zero; sfdisk quotes some.
    func number(_ key: String) throws(ImportFault) -> Int64? {
        let problem = "is no whole number"
        switch value(key) {
        case nil: return nil
        case .integer(let number) where number >= 0: return number
        case .string(let text):
            guard let number = Int64(text), number >= 0 else { throw fault(key, problem) }
            return number
        default: throw fault(key, problem)
        }
    }

    func flag(_ key: String) throws(ImportFault) -> Bool? {
        switch value(key) {
        case nil: nil
        case .bool(let flag): flag
        default: throw fault(key, "is neither true nor false")
        }
    }

    func guid(_ key: String) throws(ImportFault) -> GUID? {
        guard let text = try text(key), !text.isEmpty else { return nil }
        guard let guid = GUID(text) else { throw fault(key, "is no UUID") }
        return guid
    }

    func object(_ key: String) throws(ImportFault) -> ForeignObject? {
        guard let value = value(key) else { return nil }
        return try ForeignObject(value, at: place(key), in: file)
    }

    /// The objects of a list; none where there is no list.
    func objects(_ key: String) throws(ImportFault) -> [ForeignObject] {
        guard let value = value(key) else { return [] }
        guard case .array(let items) = value else { throw fault(key, "is no list") }
        var objects: [ForeignObject] = []
        for (index, item) in items.enumerated() {
            objects.append(try ForeignObject(item, at: "\(place(key))[\(index)]", in: file))
        }
        return objects
    }

    func fault(_ key: String, _ problem: String) -> ImportFault { file.fault("'\(place(key))' \(problem)") }

    private func value(_ key: String) -> JSONValue? {
        guard let value = members[key], value != .null else { return .none }
        return value
    }

    private func place(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}
