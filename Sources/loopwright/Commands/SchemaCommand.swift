// SPDX-License-Identifier: MIT

import ArgumentParser
import WrightManifest

/// Prints the manifest's JSON Schema, made from the definition that the parser itself goes by.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the manifest's JSON Schema.",
        discussion: """
            Example:
              loopwright schema >loopwright.schema.json
            """
    )

    func run() { Terminal.write(Manifest.schema) }
}
