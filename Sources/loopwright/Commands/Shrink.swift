// SPDX-License-Identifier: MIT

import ArgumentParser
import WrightModel

/// Makes a partition shorter.
struct Shrink: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shrink",
        abstract: "Make a partition shorter, and never shorter than its file system.",
        usage: "loopwright shrink <store>/<partition> <size> [<options>]",
        discussion: """
            The file system is made smaller first, with its own tools. One of which it is not known how much of the \
            partition it takes is left alone, and so is a partition that is in use. Where the manifest would have it \
            larger again, the manifest is changed first.

            Examples:
              loopwright shrink appliance/data 2GiB --dry-run
              loopwright shrink appliance/data 2GiB
            """
    )

    @Argument(
        help: ArgumentHelp("The partition to shrink.", valueName: "store/partition"),
        completion: Completion.partition)
    var partition: PartitionArgument
    @Argument(help: ArgumentHelp("How long it is to be, such as 2GiB.", valueName: "size"))
    var size: SizeArgument
    @OptionGroup var farewell: Farewell

    func run() throws {
        try farewell.run(
            .shrink(partition.leaf, to: size.size), of: partition.store, called: partition.text)
    }
}
