// SPDX-License-Identifier: MIT

import Testing
import WrightManifest

/// A manifest in one or more files, and the exact text of the diagnostics that it gives.
struct DiagnosticCase: Sendable, CustomTestStringConvertible {
    let name: String
    let files: [(path: String, text: String)]
    let expected: [String]

    /// A manifest of the one file `a.yaml`; what is expected begins behind the file's name: `2:1: stores: …`.
    init(_ name: String, _ text: String, _ expected: String...) {
        self.init(name, text: text, expected)
    }

    /// The store `s`; its keys begin in line 4, column 5.
    init(store name: String, _ lines: [String], _ expected: String...) {
        let body = lines.map { "    \($0)\n" }.joined()
        self.init(name, text: "version: 1\nstores:\n  s:\n\(body)", expected)
    }

    /// The partitions of a store of 8 GiB; the first is in line 8, column 9, and its first key in column 10.
    init(partitions name: String, table: String = "gpt", _ lines: [String], _ expected: String...) {
        let head = "version: 1\nstores:\n  s:\n    file: /s\n    size: 8GiB\n    table: \(table)\n    partitions:\n"
        self.init(name, text: head + lines.map { "      - {\($0)}\n" }.joined(), expected)
    }

    /// A manifest of several files.
    init(files name: String, _ files: [(path: String, text: String)], _ expected: String...) {
        self.name = name
        self.files = files
        self.expected = expected
    }

    private init(_ name: String, text: String, _ expected: [String]) {
        self.name = name
        files = [("a.yaml", text)]
        self.expected = expected.map { "a.yaml:" + $0 }
    }

    var testDescription: String { name }

    var diagnostics: [String] {
        switch Manifest.parse(files: files.map { ($0.path, Array($0.text.utf8)) }) {
        case .success: []
        case .failure(let diagnostics): diagnostics.all.map(\.description)
        }
    }
}
