// SPDX-License-Identifier: MIT

import ArgumentParser
import WrightReport

/// What is on an image or a device, as a manifest that changes nothing of it.
struct Describe: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Print what is on an image or a device, as a manifest.",
        discussion: """
            Nothing of the table is changed by the manifest that is printed.

            Example:
              loopwright describe /srv/raspios.img >/etc/loopwright/raspios.yaml
            """
    )

    @Argument(help: ArgumentHelp("The path of an image or a device.", valueName: "path"), completion: .file())
    var path: String

    func run() throws { Terminal.write(try Specimen(at: path).manifest) }
}
