// SPDX-License-Identifier: MIT

import ArgumentParser
import WrightApply
import WrightKernel
import WrightModel
import WrightReport
import WrightText

/// Puts the partition table of before the last change back.
struct UndoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Put the partition table of before the last change back.",
        usage: """
            loopwright undo <store> [--to <backup>] [<options>]
            loopwright undo <store> --list [--json]
            """,
        discussion: """
            Before loopwright changes a partition table its sectors are saved; the newest 16 of each store are kept. \
            Only the table comes back. A partition that holds anything is never cut off, and what was undone can be \
            undone. The manifest stays as it is: take out what is not to come again.

            Examples:
              loopwright undo appliance --dry-run
              loopwright undo appliance --list
            """
    )

    @Argument(
        help: ArgumentHelp("The store whose table is to be put back.", valueName: "store"),
        completion: Completion.store)
    var store: String
    @Option(help: ArgumentHelp("A backup by its number, or by the beginning of its time.", valueName: "backup"))
    var to: String?
    @Flag(help: "List the backups.") var list = false
    @OptionGroup var manifest: ManifestOptions
    @OptionGroup var lock: LockOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "Only show what would be changed.") var dryRun = false
    @Flag(help: "Do not ask.") var yes = false
    @Flag(help: "Print the outcome or the list as JSON.") var json = false

    func validate() throws {
        guard !list || to == nil && !dryRun && !yes else {
            throw ValidationError("Say --list alone: it changes nothing.")
        }
    }

    func run() throws {
        guard Capabilities.isRoot else { throw Trouble.notPermitted(.needsRoot) }
        if list { return try show() }
        let workshop = try Workshop(manifest, stores: [store])
        guard let undo = workshop.undoing.first else { throw Trouble.usage("there is no store '\(store)'") }
        var shown: Undo.Proposal?
        if dryRun || !yes {
            let proposal = undo.look(for: to)
            if dryRun || proposal.plan.state != .pending {
                let plan = Plan(stores: [proposal.plan])
                Terminal.show(plan, as: output, json: json)
                warn(of: proposal)
                return try plan.exit()
            }
            try confirm(proposal)
            shown = proposal
        }
        let outcome = try Mutation.run(lock) { try perform(undo, as: shown) }
        if json { Terminal.show(outcome, as: output, json: true) }
        try outcome.exit()
    }

    /// Looks once more, for now nobody else of us changes anything.
    private func perform(_ undo: Undo, as shown: Undo.Proposal?) throws(Trouble) -> Plan {
        let proposal = undo.look(for: to)
        if let shown, shown.plan != proposal.plan {
            throw .failed("the store has changed since it was shown; nothing was done")
        }
        var ticker = ApplyTicker(
            "loopwright undo", stores: 1, page: output.page, sound: json ? .mute : .plain)
        let outcome = Plan(stores: [undo.perform(proposal) { ticker.tell($0) }])
        ticker.finish(outcome)
        warn(of: proposal)
        return outcome
    }

    private func confirm(_ proposal: Undo.Proposal) throws(Trouble) {
        guard Terminal.canAsk, !json else {
            throw .usage("there is nobody to be asked; say --yes, or --dry-run to see what would be changed")
        }
        Terminal.show(Plan(stores: [proposal.plan]), as: output, json: false)
        warn(of: proposal)
        guard Terminal.ask("Type the store's name to put its former table back:") == store else {
            throw .failed("nothing was done")
        }
    }

    /// Undoing does not fight the manifest, and says so.
    private func warn(of proposal: Undo.Proposal) {
        guard proposal.plan.state == .pending, let again = proposal.again else { return }
        Terminal.note(
            "loopwright: the manifest \(again), and a running agent at once; edit the manifest first where that is not "
                + "wanted")
    }

    /// The list, for which the manifest need not have the store any more.
    private func show() throws(Trouble) {
        guard let name = StoreName(store) else { throw .usage("'\(store)' cannot be the name of a store") }
        let entries: [BackupFolder.Entry]
        do throws(SyscallFailure) {
            entries = try BackupFolder().entries(of: name)
        } catch {
            throw .failed("\(error)")
        }
        let rows = entries.map {
            BackupListing.Row(number: $0.number, label: $0.label, table: $0.table, fault: $0.fault)
        }
        let listing = BackupListing(store: name, rows: rows)
        Terminal.say(json ? [JSONText.pretty(listing.json)] : listing.lines(on: output.page))
    }
}
