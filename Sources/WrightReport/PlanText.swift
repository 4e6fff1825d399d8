// SPDX-License-Identifier: MIT

package import WrightModel
import WrightText

/// A plan as a person reads it, in pieces: `apply` prints each as it carries it out, and then has printed the plan.
package struct PlanText: Sendable {
    private let page: Page

    package init(_ page: Page = Page()) { self.page = page }

    /// All stores and orphans with their steps, in the order in which they are taken, and the summary.
    package func lines(of plan: Plan) -> [String] {
        var lines: [String] = []
        for store in plan.prunes ? plan.orphans + plan.stores : plan.stores + plan.orphans {
            let block = self.lines(of: store)
            lines += block
            if block.count > 1 { lines.append("") }
        }
        if let last = lines.last, !last.isEmpty { lines.append("") }
        return lines + summary(of: plan)
    }

    /// One store with its steps.
    package func lines(of store: StorePlan) -> [String] {
        var previous: PlannedStep?
        var lines = header(of: store)
        let columns = PlanColumns(of: store)
        for step in store.steps {
            lines += self.lines(of: step, in: store, columns, after: previous)
            previous = step
        }
        return lines + footer(of: store)
    }

    /// The store, its state and the sentence that says why, and what is given up.
    package func header(of store: StorePlan) -> [String] {
        let head =
            page.text(store.name.text, .heading) + StyledText.spaces(2)
            + page.text(store.state.rawValue, store.state.ink)
        let lines = page.flowedSentence(": " + store.reason, after: head, indent: 4)
        return page.rendered(lines + LossText(page: page, store: store).lines)
    }

    /// The step, what it makes, and its reason where that has not been said by the line before.
    package func lines(
        of planned: PlannedStep, in store: StorePlan, _ columns: PlanColumns, after previous: PlannedStep? = nil
    ) -> [String] {
        let isSaid = previous.map { $0.reason == planned.reason } ?? store.reason.hasSuffix(planned.reason)
        let lines = headline(planned, store, columns) + details(planned.step, store) + (isSaid ? [] : reason(planned))
        return page.rendered(lines)
    }

    /// What would permit to go on, where the store is blocked.
    package func footer(of store: StorePlan) -> [String] {
        guard let remedy = store.remedy else { return [] }
        return page.rendered(page.flowedSentence(remedy, after: page.text("  remedy: ", .heading), indent: 4))
    }

    /// How many stores are in which state.
    package func summary(of plan: Plan) -> [String] {
        page.rendered(page.wrapped(page.text(PlanSummary.line(plan), .heading), indent: 2))
    }

    /// What is done to what, without the links that come with it where `showsLinks` is false: so drift is listed.
    func headline(
        _ planned: PlannedStep, _ store: StorePlan, _ columns: PlanColumns, showsLinks: Bool = true
    ) -> [StyledText] {
        let text = StepText(planned, in: store)
        let head = page.text("  \(text.mark.rawValue) ", text.mark.ink) + page.text(text.verb.word).padded(to: 8)
        let links = showsLinks || text.verb == .publish ? links(planned.step) : []
        return page.flowed(
            [subject(planned.step, text, store, columns), change(text, columns)] + links, after: head,
            indent: PlanText.indent)
    }

    /// From what to what; the sizes of partitions that are exposed stand under each other.
    private func change(_ text: StepText, _ columns: PlanColumns) -> StyledText {
        let change = page.text(text.change(page.glyphs) ?? "")
        return text.verb == .addPartition ? change.padded(to: columns.size, .right) : change
    }

    private static let indent = 12

    /// What is acted upon: partitions stand in columns, the number under the number and the name under the name.
    private func subject(
        _ step: Step, _ text: StepText, _ store: StorePlan, _ columns: PlanColumns
    ) -> StyledText {
        if case .publish(nil, _, _) = step { return page.text("disk", .heading) }
        guard let number = step.partition else { return page.text(text.target, .heading) }
        return page.text(String(number), .heading).padded(to: columns.number, .right) + StyledText.spaces(1)
            + page.text(store.name(of: number)?.text ?? "", .heading).padded(to: columns.name)
    }

    private func links(_ step: Step) -> [StyledText] {
        if case .publish(_, let before, let after) = step, !before.isEmpty {
            let gone = before.filter { !after.contains($0) }
            let new = after.filter { !before.contains($0) }
            return links(gone, StepMark.takeDown.rawValue, StepMark.takeDown.ink)
                + links(new, StepMark.create.rawValue, StepMark.create.ink)
        }
        return links(step.links, page.glyphs.arrow, .faint)
    }

    private func links(_ links: [LinkPath], _ sign: String, _ ink: Ink) -> [StyledText] {
        LinkText.braced(links).map { (page.text(sign + " ", ink) + page.text($0)).unbroken }
    }

    private func details(_ step: Step, _ store: StorePlan) -> [StyledText] {
        let text = TableChangeText(page: page, store: store)
        return switch step {
        case .createFile(let file): file.table.map { text.lines($0, indent: PlanText.indent) } ?? []
        case .writeTable(let change): text.lines(change, indent: PlanText.indent)
        default: []
        }
    }

    private func reason(_ planned: PlannedStep) -> [StyledText] {
        let head = StyledText.spaces(PlanText.indent) + page.text(page.glyphs.dash + " ", .faint)
        return page.flowedSentence(planned.reason, after: head, indent: PlanText.indent + 2, .faint)
    }
}

extension StoreState {
    var ink: Ink {
        switch self {
        case .converged: .good
        case .pending: .change
        case .waiting: .waiting
        case .blocked, .failed: .bad
        }
    }
}
