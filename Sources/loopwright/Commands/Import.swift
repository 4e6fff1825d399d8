// SPDX-License-Identifier: MIT

import ArgumentParser
import WrightImport
import WrightModel

/// What another program was told to make, as a manifest.
struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Print another program's description of partitions as a manifest.",
        usage: "loopwright import [<options>] <path>",
        discussion: """
            Read are what sfdisk --dump or --json prints, a repart.d folder or one definition of it, and \
            storage.disks of Ignition and Butane. What they are is told from what they say. Comments tell what \
            could not be carried over. No device is touched.

            Examples:
              loopwright import /usr/lib/repart.d --file /srv/a.img --size 8GiB
              loopwright import sda.dump --device /dev/disk/by-id/ata-WD40
            """
    )

    @Argument(help: ArgumentHelp("A file, a repart.d folder, or - for standard input.", valueName: "path"))
    var path: String

    @Option(help: ArgumentHelp("What it is, where that cannot be told.", valueName: "format"))
    var from: ForeignFormat?

    @Option(help: ArgumentHelp("The name of the store.", valueName: "name"))
    var store: String?

    @Option(help: ArgumentHelp("The image that the store is to be.", valueName: "path"))
    var file: String?

    @Option(help: ArgumentHelp("The disk that the store is to be, partitioned itself.", valueName: "path"))
    var device: String?

    @Option(help: ArgumentHelp("How large the image is to be, as in a manifest.", valueName: "size"))
    var size: String?

    func run() throws {
        let choices = try choices()
        let input = try ForeignInput(path)
        do {
            Terminal.write(try Importer.manifest(of: input.files, as: from ?? input.format, choices))
        } catch {
            throw Trouble(error)
        }
    }

    private func choices() throws(Trouble) -> ImportChoices {
        guard file == nil || device == nil else { throw .usage("give --file or --device, and not both") }
        guard size == nil || device == nil else { throw .usage("--size is of an image, and --device names a disk") }
        let backing =
            file.map { DesiredBacking.file(CommandPath.absolute($0)) }
            ?? device.map { .device(CommandPath.absolute($0)) }
        return ImportChoices(store: try name(), backing: backing, size: size, folder: CommandPath.absolute("."))
    }

    private func name() throws(Trouble) -> StoreName? {
        guard let store else { return nil }
        guard let name = StoreName(store) else { throw .usage("'\(store)' is no name of a store") }
        return name
    }
}

extension ForeignFormat: ExpressibleByArgument {}

extension Trouble {
    fileprivate init(_ fault: ImportFault) {
        switch fault {
        case .usage(let sentence): self = .usage(sentence)
        case .data(let sentence): self = .manifest([sentence])
        }
    }
}
