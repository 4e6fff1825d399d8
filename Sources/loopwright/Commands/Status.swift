// SPDX-License-Identifier: MIT

import ArgumentParser
import WrightApply
import WrightModel
import WrightReport
import WrightText

/// The state of each store, its device and what it differs in from the manifest.
struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the state of each store.",
        usage: "loopwright status [<store> ...] [<options>]",
        discussion: """
            Ends with the same codes as 'plan'.

            Example:
              loopwright status --links
            """
    )

    @OptionGroup var stores: StoreArguments
    @OptionGroup var manifest: ManifestOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "List every partition with its node and its links.") var links = false
    @Flag(help: "Print the states as JSON.") var json = false

    func run() throws {
        let looks = try Workshop(manifest, stores: stores.stores).look()
        let statuses = looks.map { StoreStatus($0.plan, size: $0.observed.device?.size) }
        if json {
            Terminal.say(JSONText.pretty(StatusDocument.json(statuses)))
        } else {
            Terminal.say(StatusText(output.page, showsLinks: links).lines(of: statuses))
        }
        try Plan(stores: looks.map(\.plan)).exit()
    }
}
