// SPDX-License-Identifier: MIT

import ArgumentParser
import WrightModel

/// Removes partitions.
struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove partitions from their table, with all that lies in them.",
        usage: "loopwright remove <store>/<partition> ... [<options>]",
        discussion: """
            A partition is called by its name in the manifest, or 'part' and its number. What would be lost is shown, \
            and the names have to be typed. One that is in use stays, and who uses it is named. One that the manifest \
            still has would come again: take it out of the manifest first.

            The partitions are of one store, and all go or none. What lies in them is not written over, and 'undo' \
            puts the table back.

            Examples:
              loopwright remove appliance/part3 --dry-run
              loopwright remove appliance/part3
            """
    )

    @Argument(
        help: ArgumentHelp("The partitions to remove.", valueName: "store/partition"),
        completion: Completion.partition)
    var partitions: [PartitionArgument]
    @Flag(help: "Remove what the manifest still has, and would make anew.") var despiteManifest = false
    @OptionGroup var farewell: Farewell

    func validate() throws {
        guard Set(partitions.map(\.store)).count == 1 else {
            throw ValidationError("Name partitions of one store.")
        }
        guard Set(partitions).count == partitions.count else {
            throw ValidationError("Name each partition once.")
        }
    }

    func run() throws {
        try farewell.run(
            .remove(partitions.map(\.leaf)), of: partitions.first?.store ?? "",
            called: partitions.map(\.text).joined(separator: " "), isDespiteManifest: despiteManifest)
    }
}
