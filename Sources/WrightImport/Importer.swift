// SPDX-License-Identifier: MIT

package import WrightModel
import WrightText

/// What a person says beside the file that is imported.
package struct ImportChoices: Hashable, Sendable {
    /// The name of the one store.
    package var store: StoreName?
    /// The backing of the one store, by an absolute path; else what the file names.
    package var backing: DesiredBacking?
    /// The size of the one image, in a manifest's words; else what the file lets be known.
    package var size: String?
    /// The folder that relative paths in the file start from.
    package var folder: String

    package init(
        store: StoreName? = nil, backing: DesiredBacking? = nil, size: String? = nil, folder: String = "/"
    ) {
        self.store = store
        self.backing = backing
        self.size = size
        self.folder = folder
    }
}

/// Another program's description of partitions as a manifest.
package enum Importer {
    /// The manifest, which has been found valid, with comments on whatever could not be carried over.
    ///
    /// - Parameters:
    ///   - files: One file, or the definitions of a `repart.d` folder in any order.
    ///   - format: What they are; nil has it told from what they say.
    package static func manifest(
        of files: [ForeignFile], as format: ForeignFormat? = nil, _ choices: ImportChoices = ImportChoices()
    ) throws(ImportFault) -> String {
        guard let first = files.first else { throw .data("there is no definition of a partition to import") }
        let format = if let format { format } else { try recognise(first) }
        guard format == .repart || files.count == 1 else {
            throw .usage("only definitions of repart are several files")
        }
        return try ManifestDraft(read(files, first, format), format, choices).validated()
    }

    private static func recognise(_ file: ForeignFile) throws(ImportFault) -> ForeignFormat {
        if let format = try ForeignFormat.of(file) { return format }
        let known = Sentence.list(ForeignFormat.allCases.map(\.rawValue), conjunction: "or")
        throw file.fault("it cannot be told what this is; say it with --from \(known)")
    }

    private static func read(
        _ files: [ForeignFile], _ first: ForeignFile, _ format: ForeignFormat
    ) throws(ImportFault) -> ImportedConfiguration {
        switch format {
        case .repart: try RepartDefinitions.read(files)
        case .sfdisk where first.isJSON: try SfdiskJSON.read(first)
        case .sfdisk: try SfdiskDump.read(first)
        case .ignition: try IgnitionConfig.read(first, .ignition)
        case .butane: try IgnitionConfig.read(first, .butane)
        }
    }
}
