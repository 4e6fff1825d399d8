// SPDX-License-Identifier: MIT

import WrightApply
import WrightModel
import WrightReport
import WrightText

/// Prints a plan while it is carried out: the header of a store when its turn comes, and each step once it is taken.
struct ApplyTicker {
    private let text: PlanText
    private let isQuiet: Bool
    private var plans: [StoreName: StorePlan] = [:]
    private var columns: [StoreName: PlanColumns] = [:]
    private var last: PlannedStep?
    private var showsWaiting = false

    init(page: Page, isQuiet: Bool) {
        text = PlanText(page)
        self.isQuiet = isQuiet
    }

    mutating func tell(_ progress: Progress) {
        guard !isQuiet else { return }
        switch progress {
        case .planned(let plan): begin(plan)
        case .taken(let step, let store): took(step, in: store)
        case .waiting(let links): wait(for: links)
        }
    }

    /// Tells how it ended: what went wrong for each store that failed, and the summary.
    mutating func finish(_ outcome: Plan) {
        guard !isQuiet else { return }
        clearWaiting()
        for store in outcome.stores + outcome.orphans where store != plans[store.name] && store.state != .converged {
            Terminal.say(text.header(of: store) + text.footer(of: store))
        }
        Terminal.say(text.summary(of: outcome))
    }

    private mutating func begin(_ plan: StorePlan) {
        plans[plan.name] = plan
        columns[plan.name] = PlanColumns(of: plan)
        last = nil
        Terminal.say(text.header(of: plan) + text.footer(of: plan))
    }

    private mutating func took(_ step: PlannedStep, in store: StoreName) {
        guard let plan = plans[store], let columns = columns[store] else { return }
        Terminal.say(text.lines(of: step, in: plan, columns, after: last))
        last = step
    }

    /// A line that overwrites itself, and only where somebody watches.
    private mutating func wait(for links: Int) {
        guard Terminal.isInteractive else { return }
        showsWaiting = true
        Terminal.write("\r\u{1b}[Kwaiting for udev: \(Sentence.count(links, "link"))")
    }

    private mutating func clearWaiting() {
        guard showsWaiting else { return }
        Terminal.write("\r\u{1b}[K")
        showsWaiting = false
    }
}
