// SPDX-License-Identifier: MIT

import ArgumentParser
import WrightKernel
import WrightReport

/// Where the manifest is, and whom it may be trusted from.
struct ManifestOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The manifest: a file, or a folder of *.yaml files.", valueName: "path"),
        completion: .file(extensions: ["yaml"]))
    var manifest: String = "/etc/loopwright"

    @Flag(help: "Accept a manifest or a path that others than root may write to.")
    var trustPaths = false

    /// Without root nobody could mislead anybody, and the files of a user are that user's to trust.
    var trust: PathTrust { trustPaths || !Capabilities.isRoot ? .anything : .rootOnly }
}

/// How things are shown.
struct OutputOptions: ParsableArguments {
    enum Colour: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

    @Option(
        help: ArgumentHelp("When to use colour; 'auto' is on a terminal, unless NO_COLOR is set.", valueName: "when"))
    var color: Colour = .auto

    @Flag(help: "Draw with plain ASCII.")
    var ascii = false

    /// What reports are drawn with; a pipe gets whole lines, however long.
    var page: Page {
        Page(
            width: Terminal.isInteractive ? Terminal.width : nil,
            glyphs: ascii || !Terminal.speaksUnicode ? .ascii : .unicode, palette: usesColour ? .ansi : .none)
    }

    private var usesColour: Bool {
        switch color {
        case .always: true
        case .never: false
        case .auto:
            Terminal.isInteractive && Terminal.environment("NO_COLOR").map(\.isEmpty) ?? true
                && Terminal.environment("TERM") != "dumb"
        }
    }
}

/// What to do when another loopwright is at work.
struct LockOptions: ParsableArguments {
    @Flag(help: "Fail at once when another loopwright is at work, in place of waiting for it.")
    var noWait = false
}

/// Which stores a command is for.
struct StoreArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp("The stores to look at; all of the manifest's where none is named.", valueName: "store"),
        completion: Completion.store)
    var stores: [String] = []
}
