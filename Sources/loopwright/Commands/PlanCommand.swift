// SPDX-License-Identifier: MIT

import ArgumentParser
import WrightModel
import WrightReport
import WrightText

/// The dry run: what is, what should be, and each step between with its reason.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what 'apply' would do, and why; change nothing.",
        usage: "loopwright plan [<store> ...] [<options>]",
        discussion: """
            Ends with 0 when there is nothing to do, with 2 when changes are pending, and with 3 when a store is \
            blocked.

            Example:
              loopwright plan appliance
            """
    )

    @OptionGroup var stores: StoreArguments
    @OptionGroup var manifest: ManifestOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "Print the plan as JSON.") var json = false

    func run() throws {
        let plan = try Workshop(manifest, stores: stores.stores).plan()
        Terminal.show(plan, as: output, json: json)
        try plan.exit()
    }
}

extension Terminal {
    /// A plan as words or as the JSON document.
    static func show(_ plan: Plan, as output: OutputOptions, json: Bool) {
        if json {
            say(JSONText.pretty(StatusDocument.json(plan)))
        } else {
            say(PlanText(output.page).lines(of: plan))
        }
    }
}
