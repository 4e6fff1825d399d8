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
            blocked. --out saves what it shows, for 'apply --plan' to do just that. --replacing plans with a manifest \
            that has yet to be put into its place.

            Examples:
              loopwright plan appliance
              loopwright plan --manifest new.yaml --replacing /etc/loopwright
              loopwright plan --out tonight.plan
            """
    )

    @OptionGroup var stores: StoreArguments
    @OptionGroup var manifest: ManifestOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "Print the plan as JSON.") var json = false
    @Option(
        help: ArgumentHelp("Save the plan there, or in the place of one saved there.", valueName: "file"),
        completion: .file())
    var out: String?
    @Option(help: ArgumentHelp("Plan for the time when the manifest is there instead.", valueName: "path"))
    var replacing: String?

    func validate() throws {
        guard out != "-", out != "" else { throw ValidationError("--out takes the name of a file; --json prints.") }
    }

    func run() throws {
        let workshop = try Workshop(manifest, stores: stores.stores, for: replacing)
        let plan = workshop.plan()
        if let out { try PlanFile(out).save(workshop.saved(plan)) }
        Terminal.show(plan, as: output, json: json)
        if let out { Terminal.note("loopwright: saved in '\(out)'") }
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
