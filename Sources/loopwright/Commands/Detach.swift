// SPDX-License-Identifier: MIT

import ArgumentParser
import WrightApply
import WrightModel
import WrightReport

/// Takes down what loopwright made: partitions, loop and links.
///
/// What is on the disk stays.
struct Detach: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "detach",
        abstract: "Take stores down: partitions, loop and links; what is on the disk stays.",
        usage: """
            loopwright detach <store> ... [<options>]
            loopwright detach [--all] [--orphans] [<options>]
            """,
        discussion: """
            A store that is in use is left as it is, and who uses it is named. A store of which only the loop is left \
            can be named, too.

            Examples:
              loopwright detach appliance
              loopwright detach --orphans --dry-run
            """
    )

    @Argument(help: ArgumentHelp("The stores to take down.", valueName: "store"), completion: Completion.store)
    var stores: [String] = []
    @Flag(help: "Every store of the manifest.") var all = false
    @Flag(help: "Loops that loopwright made whose store or backing file is gone.") var orphans = false
    @OptionGroup var manifest: ManifestOptions
    @OptionGroup var lock: LockOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var loudness: Loudness
    @Flag(help: "Only show what would be taken down.") var dryRun = false
    @Flag(help: "Print the outcome as JSON.") var json = false

    func validate() throws {
        try loudness.validate(json: json)
        guard !stores.isEmpty || all || orphans else {
            throw ValidationError("Name the stores to take down, or say --all or --orphans.")
        }
        guard stores.isEmpty || !(all || orphans) else {
            throw ValidationError("Name stores or say --all or --orphans, not both.")
        }
    }

    func run() throws {
        let workshop = try Workshop(manifest)
        let request = try request(workshop)
        guard !dryRun else {
            let plan = workshop.detacher.plan(request)
            Terminal.show(plan, as: output, json: json)
            return try plan.exit()
        }
        let outcome = try Mutation.run(lock, isQuiet: loudness.quiet) { detach(request, workshop) }
        if json { Terminal.show(outcome, as: output, json: true) }
        try outcome.exit()
    }

    private func request(_ workshop: Workshop) throws(Trouble) -> DetachRequest {
        guard !stores.isEmpty else { return .every(all: all, orphans: orphans) }
        let known = workshop.detacher.known()
        return .named(
            try stores.map { text throws(Trouble) in
                guard let name = known.first(where: { $0.text == text }) else { throw .unknown(text, known: known) }
                return name
            })
    }

    private func detach(_ request: DetachRequest, _ workshop: Workshop) -> Plan {
        var ticker = ApplyTicker(
            "loopwright detach", stores: stores.count, page: output.page, sound: loudness.sound(json: json))
        let outcome = workshop.detacher.detach(request) { ticker.tell($0) }
        ticker.finish(outcome)
        return outcome
    }
}
