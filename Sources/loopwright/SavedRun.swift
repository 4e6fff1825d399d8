// SPDX-License-Identifier: MIT

import WrightApply
import WrightModel
import WrightReport
import WrightText

/// `apply --plan`: does just what was saved, or nothing and says what has changed.
struct SavedRun {
    private let command: Apply
    private let file: PlanFile
    private let saved: SavedPlan
    private let workshop: Workshop

    init(_ command: Apply, from file: PlanFile) throws(Trouble) {
        self.command = command
        self.file = file
        saved = try file.read()
        workshop = try Workshop(command.manifest, of: saved)
    }

    func run() throws {
        guard !command.dryRun else {
            let (plan, verdict) = look()
            if case .holds = verdict, !command.json { Terminal.show(plan, as: command.output, json: false) }
            try tell(verdict, plan)
            return try plan.exit()
        }
        let isQuiet = command.loudness.quiet
        let (outcome, verdict) = try Mutation.run(command.lock, isQuiet: isQuiet) { () -> (Plan, SavedPlan.Verdict) in
            let (plan, verdict) = look()
            guard case .holds = verdict else { return (plan, verdict) }
            var ticker = command.ticker(stores: workshop.selected.count)
            let outcome = workshop.carryOut(plan, as: saved) { ticker.tell($0) }
            ticker.finish(outcome)
            return (outcome, verdict)
        }
        try tell(verdict, outcome)
        try outcome.exit()
    }

    /// The plan as it comes out now, and whether it is still the one that was saved.
    private func look() -> (Plan, SavedPlan.Verdict) {
        let plan = workshop.plan()
        return (plan, saved.verdict(workshop.saved(plan)))
    }

    /// The document where one is asked for, else what keeps the plan from being carried out; this ends the command.
    private func tell(_ verdict: SavedPlan.Verdict, _ plan: Plan) throws {
        var changes: [String] = []
        if case .changed(let sentences) = verdict { changes = sentences }
        if command.json {
            let document = StatusDocument.json(plan).adding(["changes": .array(changes.map(JSONValue.string))])
            Terminal.say(JSONText.pretty(document))
        }
        switch verdict {
        case .holds: break
        case .isDone where !command.json && !command.loudness.quiet:
            Terminal.say("nothing was done: what the plan of \(saved.moment) was to do is done already")
        case .isDone: break
        case .changed where command.json: throw Trouble.outdated([])
        case .changed: throw Trouble.outdated(refusal(changes))
        }
    }

    private func refusal(_ changes: [String]) -> [String] {
        let names = saved.isWhole ? "" : workshop.selected.map { "\($0.name) " }.joined()
        let remedy = "see what it is now, and save that: `loopwright plan \(names)--out '\(file.path)'`"
        return ["loopwright: nothing was done, for the plan of \(Escape.visible(saved.moment)) no longer holds:"]
            + changes.map { "  " + Escape.visible($0) } + ["  remedy: \(remedy)"]
    }
}
