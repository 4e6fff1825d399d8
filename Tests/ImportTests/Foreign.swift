// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightImport
import WrightManifest
import WrightModel

/// The files of `Tests/foreign`, and what is made of them and of others.
enum Foreign {
    static let folder = "Tests/foreign"

    /// A file, or the definitions of a folder below `repart`.
    static func files(_ path: String) -> [ForeignFile] {
        let names = Project.names(in: "\(folder)/\(path)")
        guard !names.isEmpty else { return [file(path)] }
        return names.map { ForeignFile(name: $0, bytes: file("\(path)/\($0)").bytes) }
    }

    /// Every input there is, a list of files each.
    static var all: [[ForeignFile]] {
        Project.names(in: folder).filter { !$0.hasSuffix(".md") }.flatMap { kind in
            Project.names(in: "\(folder)/\(kind)").map { files("\(kind)/\($0)") }
        }
    }

    static let image = ImportChoices(backing: .file("/srv/a.img"))

    static func manifest(
        _ text: String, as format: ForeignFormat? = nil, _ choices: ImportChoices = ImportChoices(folder: "/data")
    ) throws(ImportFault) -> String {
        try Importer.manifest(of: [ForeignFile(name: "in", bytes: Array(text.utf8))], as: format, choices)
    }

    /// The sentence that is said where there is no manifest; the manifest where there is one.
    static func fault(_ text: String, as format: ForeignFormat? = nil, _ choices: ImportChoices = ImportChoices())
        -> String
    {
        do {
            return try manifest(text, as: format, choices)
        } catch {
            return error.description
        }
    }

    private static func file(_ path: String) -> ForeignFile {
        ForeignFile(name: path, bytes: Array(Project.text(of: "\(folder)/\(path)").utf8))
    }
}

/// A piece of another program's language, and the lines of the manifest that are made of it and of nothing else.
struct ImportCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let input: String
    let lines: [String]

    init(_ description: String, _ input: String, _ lines: String...) {
        testDescription = description
        self.input = input
        self.lines = lines
    }
}
