// SPDX-License-Identifier: MIT

import WrightApply
import WrightKernel
import WrightModel
import WrightReport

/// Prints a plan while it is carried out: the header of a store when its turn comes, and each step once it is taken.
struct ApplyTicker {
    private let page: Page
    private let text: PlanText
    private let sound: Sound
    private let watch: WorkWatch
    private var plans: [StoreName: StorePlan] = [:]
    private var columns: [StoreName: PlanColumns] = [:]
    private var last: PlannedStep?

    /// What is printed.
    enum Sound {
        /// Every step, with how it was carried out.
        case verbose
        /// Every step.
        case plain
        /// What did not go well, on standard error.
        case quiet
        /// Nothing, for a document follows.
        case mute
    }

    /// Begins to look after the work.
    ///
    /// - Parameters:
    ///   - command: what goes on from where this one is interrupted: `loopwright apply`.
    ///   - stores: how many are meant.
    init(_ command: String, stores: Int, page: Page, sound: Sound) {
        self.page = page
        text = PlanText(page)
        self.sound = sound
        watch = WorkWatch(
            WorkProgress(command: command, stores: stores), glyphs: page.glyphs, showsLine: sound != .quiet)
        if sound == .verbose { CallTrace.begin() }
        watch.start()
    }

    /// Backings are waited for before anything is looked at.
    func waitForBackings() { watch.take { $0.waitForBackings() } }

    mutating func tell(_ progress: Progress) {
        switch progress {
        case .planned(let plan):
            watch.take { $0.turn(to: plan.name) }
            begin(plan)
        case .began(let step, let plan): watch.take { $0.begin(step, of: plan) }
        case .taken(let step, let store, let trace):
            took(step, in: store, trace)
            watch.take { $0.finishStep(of: store) }
        case .waiting(let links): watch.take { $0.wait(forLinks: links) }
        }
    }

    /// Tells how it ended: what went wrong for each store that failed, and the summary.
    func finish(_ outcome: Plan) {
        let stores = outcome.stores + outcome.orphans
        switch sound {
        case .mute: break
        case .quiet:
            let bad = stores.filter { [.failed, .blocked].contains($0.state) && !isOnlyTold($0, outcome) }
            watch.stop()
            for store in bad { (text.header(of: store) + text.footer(of: store)).forEach(Terminal.note) }
        case .plain, .verbose:
            for store in stores where store != plans[store.name] && store.state != .converged {
                watch.say(text.header(of: store) + text.footer(of: store))
            }
            watch.say(text.summary(of: outcome))
        }
        watch.stop()
    }

    /// Whether a store is an orphan that nobody wants taken down.
    private func isOnlyTold(_ store: StorePlan, _ outcome: Plan) -> Bool {
        !outcome.prunes && outcome.orphans.contains { $0.name == store.name }
    }

    private var isPrinting: Bool { sound == .plain || sound == .verbose }

    private mutating func begin(_ plan: StorePlan) {
        guard isPrinting else { return }
        plans[plan.name] = plan
        columns[plan.name] = PlanColumns(of: plan)
        last = nil
        watch.say(text.header(of: plan) + text.footer(of: plan))
    }

    private mutating func took(_ step: PlannedStep, in store: StoreName, _ trace: StepTrace) {
        guard isPrinting, let plan = plans[store], let columns = columns[store] else { return }
        let lines = text.lines(of: step, in: plan, columns, after: last)
        watch.say(lines + (sound == .verbose ? StepTraceText(page).lines(of: trace) : []))
        last = step
    }
}

extension Loudness {
    /// What is printed where a document is asked for or is not.
    func sound(json: Bool) -> ApplyTicker.Sound { json ? .mute : quiet ? .quiet : verbose ? .verbose : .plain }
}
