// SPDX-License-Identifier: MIT

import WrightManifest
import WrightModel
import WrightText

/// `storage.disks` of a configuration of Ignition, or of the YAML that Butane makes one of.
enum IgnitionConfig {
    /// Which of the two, and so how its keys are spelt.
    enum Dialect {
        case ignition, butane

        /// `size` and `MiB` as one key.
        func key(_ words: String...) -> String {
            switch self {
            case .butane: words.joined(separator: "_").lowercased()
            case .ignition: words.dropFirst().reduce(words[0]) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
            }
        }
    }

    static func read(_ file: ForeignFile, _ dialect: Dialect) throws(ImportFault) -> ImportedConfiguration {
        let root = try ForeignObject(try value(file, dialect), at: "", in: file)
        let storage = try root.object("storage")
        let disks = try storage?.objects("disks") ?? []
        guard !disks.isEmpty else {
            let remedy =
                root.has("boot_device") ? "; of 'boot_device' Butane makes disks, so import what it writes" : ""
            throw file.fault("there are no 'storage.disks' in it\(remedy)")
        }
        var stores: [ImportedStore] = []
        for disk in disks { stores.append(try IgnitionReader(dialect).store(disk)) }
        return ImportedConfiguration(stores: stores, notes: notes(root, storage))
    }

    private static func value(_ file: ForeignFile, _ dialect: Dialect) throws(ImportFault) -> JSONValue {
        if dialect == .ignition || file.isJSON { return try file.json() }
        guard try file.lines().map(\.trimmed).contains(where: { !$0.isEmpty && !$0.hasPrefix("#") }) else { return [:] }
        switch YAMLReader.value(of: file.bytes, file: file.name) {
        case .success(let value): return value
        case .failure(let diagnostics): throw .data(diagnostics.all.first?.description ?? "\(file.name): it is no YAML")
        }
    }

    /// What is no matter of tables.
    private static func notes(_ root: ForeignObject, _ storage: ForeignObject?) -> [String] {
        var notes: [String] = []
        if root.has("boot_device") {
            notes.append("'boot_device' is left out: Butane makes disks of it, so import what it writes")
        }
        let ofTheRoot = root.keys.filter { !["ignition", "variant", "version", "storage", "boot_device"].contains($0) }
        let ofTheStorage = storage?.keys.filter { $0 != "disks" }.map { "storage." + $0 } ?? []
        let left = ofTheRoot + ofTheStorage
        if !left.isEmpty { notes.append("no matter of partition tables, and left out: \(Sentence.quotedList(left))") }
        return notes
    }
}
