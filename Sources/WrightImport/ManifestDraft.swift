// SPDX-License-Identifier: MIT

import WrightManifest
import WrightModel
import WrightText

/// The manifest of what was read, as text.
struct ManifestDraft {
    private let configuration: ImportedConfiguration
    private let format: ForeignFormat
    private let stores: [StoreText]

    init(
        _ configuration: ImportedConfiguration, _ format: ForeignFormat, _ choices: ImportChoices
    ) throws(ImportFault) {
        self.configuration = configuration
        self.format = format
        guard configuration.stores.count == 1 || choices.isSilent else {
            let count = configuration.stores.count
            throw .usage("it describes \(count) disks, so that neither a store, a path nor a size can be given for one")
        }
        var stores: [StoreText] = []
        var names = UniqueNames()
        for store in configuration.stores {
            var text = try StoreText(store, choices)
            let name = text.name
            text.name = names.take(name) { name.numbered($0) }
            stores.append(text)
        }
        self.stores = stores
    }

    /// The text, with a line break at its end, once the parser of manifests has taken it.
    func validated() throws(ImportFault) -> String {
        let text = lines.joined(separator: "\n") + "\n"
        if case .failure(let diagnostics) = Manifest.parse(files: [("", Array(text.utf8))]),
            let first = diagnostics.all.first
        {
            let place = first.path.isEmpty ? "" : first.path + ": "
            throw .data("no manifest can be made of it: \(place)\(first.problem); \(first.remedy)")
        }
        return text
    }

    private var lines: [String] {
        ["# Imported from \(format.source)."] + configuration.notes.map(StoreText.comment)
            + ["version: 1", "stores:"] + stores.flatMap(\.lines).map { "  " + $0 }
    }
}

extension ImportChoices {
    fileprivate var isSilent: Bool { store == nil && backing == nil && size == nil }
}

extension String {
    /// The name of a store with a number behind it, and still at most 40 characters.
    fileprivate func numbered(_ number: Int) -> String { prefix(39 - "\(number)".utf8.count) + "-\(number)" }
}

extension ForeignFormat {
    fileprivate var source: String {
        switch self {
        case .repart: "definitions of systemd-repart"
        case .sfdisk: "a dump of sfdisk"
        case .ignition: "a configuration of Ignition"
        case .butane: "a configuration of Butane"
        }
    }
}
