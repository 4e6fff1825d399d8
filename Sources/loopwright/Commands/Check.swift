// SPDX-License-Identifier: MIT

import ArgumentParser
import WrightModel
import WrightReport
import WrightText

/// Parses and validates the manifest; touches no device and needs no root.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Validate the manifest; touch no device.",
        usage: "loopwright check [<options>]",
        discussion: """
            Every error of every file is told, each with its place.

            Example:
              loopwright check --manifest new.yaml
            """
    )

    @OptionGroup var manifest: ManifestOptions

    func run() throws {
        let desired = try ManifestLoader(manifest).load()
        Terminal.say("the manifest is valid: \(Sentence.count(desired.stores.count, "store"))")
    }
}
