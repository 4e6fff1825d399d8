// SPDX-License-Identifier: MIT

import ArgumentParser
import WrightModel

/// Takes the partition table of a store away.
struct Wipe: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wipe",
        abstract: "Take a store's partition table away, so that another may be made.",
        usage: "loopwright wipe <store> [<options>]",
        discussion: """
            The sectors of the table become zeros, and nothing else is written: its backup goes as well, and what lies \
            in the partitions stays where it is. All of it is saved first, and 'undo' puts it back. Nothing of the \
            store may be in use.

            Examples:
              loopwright wipe appliance --dry-run
              loopwright wipe appliance
            """
    )

    @Argument(help: ArgumentHelp("The store whose table is to go.", valueName: "store"), completion: Completion.store)
    var store: String
    @Flag(help: "Wipe a table that the manifest still has, and would make anew.") var despiteManifest = false
    @OptionGroup var farewell: Farewell

    func run() throws {
        try farewell.run(.wipe, of: store, called: store, isDespiteManifest: despiteManifest)
    }
}
