// SPDX-License-Identifier: MIT

import ArgumentParser
import WrightApply
import WrightModel
import WrightReport

/// Converges the stores once.
///
/// It asks nothing, for it cannot destroy.
struct Apply: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Converge the stores; do nothing where nothing is to be done.",
        usage: """
            loopwright apply [<store> ...] [<options>]
            loopwright apply --plan <file> [<options>]
            """,
        discussion: """
            Returns when every link leads to the right device. What would destroy data is never done: such a store is \
            blocked, and says what would permit it. With --plan it takes the steps that were saved and no others, or \
            none where anything that they rest on has changed; what has is told, and it ends with 3.

            Examples:
              loopwright apply
              loopwright apply --plan tonight.plan
              loopwright apply archive --wait 30s
            """
    )

    @OptionGroup var stores: StoreArguments
    @OptionGroup var manifest: ManifestOptions
    @OptionGroup var lock: LockOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var loudness: Loudness
    @Option(
        help: ArgumentHelp("Give backings that are absent this long to appear: 500ms, 30s, 2min.", valueName: "time"))
    var wait: Period = .zero
    @Option(help: ArgumentHelp("Do just what 'plan --out' saved there.", valueName: "file"), completion: .file())
    var plan: String?
    @Flag(help: "Only show what would be done, as 'plan' does.") var dryRun = false
    @Flag(help: "Print the outcome as JSON.") var json = false

    func validate() throws {
        try loudness.validate(json: json)
        guard plan == nil || stores.stores.isEmpty && wait.duration == .zero else {
            throw ValidationError("A saved plan says which stores, and waits for none: say --plan alone.")
        }
    }

    func run() throws {
        if let plan { return try SavedRun(self, from: PlanFile(plan)).run() }
        let workshop = try Workshop(manifest, stores: stores.stores)
        guard !dryRun else {
            let plan = workshop.plan()
            Terminal.show(plan, as: output, json: json)
            return try plan.exit()
        }
        let outcome = try Mutation.run(lock, isQuiet: loudness.quiet) { converge(workshop) }
        if json { Terminal.show(outcome, as: output, json: true) }
        try outcome.exit()
    }

    func ticker(stores: Int) -> ApplyTicker {
        ApplyTicker("loopwright apply", stores: stores, page: output.page, sound: loudness.sound(json: json))
    }

    private func converge(_ workshop: Workshop) -> Plan {
        var ticker = ticker(stores: workshop.selected.count)
        if wait.duration > .zero { ticker.waitForBackings() }
        workshop.reconciler.awaitBackings(of: workshop.selected, for: wait.duration)
        let outcome = workshop.converge { ticker.tell($0) }
        ticker.finish(outcome)
        return outcome
    }
}
