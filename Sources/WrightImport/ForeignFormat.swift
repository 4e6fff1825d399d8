// SPDX-License-Identifier: MIT

import WrightText

/// The languages that are read.
package enum ForeignFormat: String, Hashable, Sendable, CaseIterable {
    /// Definitions of systemd-repart: repart.d(5).
    case repart
    /// What `sfdisk --dump` or `sfdisk --json` prints: sfdisk(8).
    case sfdisk
    /// The JSON that Ignition reads, or the YAML that Butane makes it of.
    case ignition, butane

    /// What a file is, by what it says; nil where it says nothing of the kind.
    static func of(_ file: ForeignFile) throws(ImportFault) -> ForeignFormat? {
        if file.isJSON { return of(try file.json()) }
        return try file.lines().lazy.compactMap(of).first
    }

    private static func of(_ json: JSONValue) -> ForeignFormat? {
        guard case .object(let members) = json else { return nil }
        let keys = members.map(\.key)
        if keys.contains("partitiontable") { return .sfdisk }
        if keys.contains("ignition") { return .ignition }
        return keys.contains("variant") ? .butane : nil
    }

    private static func of(_ whole: Substring) -> ForeignFormat? {
        let line = whole.trimmed
        if line.hasPrefix(SfdiskDump.formerTitle) { return .sfdisk }
        if line.hasPrefix("[Partition]") { return .repart }
        if line.hasPrefix("variant:") { return .butane }
        if line.index(ofText: ": start=") != nil || SfdiskDump.headers.contains(where: { line.hasPrefix($0 + ":") }) {
            return .sfdisk
        }
        return nil
    }
}

extension ForeignFile {
    /// Whether the text begins as a JSON object does.
    var isJSON: Bool { bytes.first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) } == UInt8(ascii: "{") }

    func json() throws(ImportFault) -> JSONValue {
        do {
            return try JSONReader.value(of: bytes)
        } catch {
            throw fault("it is no JSON that can be read: \(error)")
        }
    }
}
