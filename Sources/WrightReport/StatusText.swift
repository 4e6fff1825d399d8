// SPDX-License-Identifier: MIT

package import WrightModel
import WrightText

/// A table of the stores, each with its sentence and the steps by which it differs from the manifest.
package struct StatusText: Sendable {
    private let page: Page
    private let showsLinks: Bool

    /// With `showsLinks` every partition is listed with its node and links, and a converged store says why it is.
    package init(_ page: Page = Page(), showsLinks: Bool = false) {
        self.page = page
        self.showsLinks = showsLinks
    }

    /// The table, with what stores have left that are no longer in the manifest at its end; a summary in one line; and
    /// what the agent does where one was asked.
    package func lines(of stores: [StoreStatus], orphans: [StorePlan] = [], agent: AgentView? = nil) -> [String] {
        let plan = Plan(stores: stores.map(\.plan), orphans: orphans)
        let summary =
            page.wrapped(page.text(PlanSummary.line(plan), .heading), indent: 2)
            + (agent.map(AgentText(page).lines) ?? [])
        let rows = stores + orphans.map { StoreStatus($0) }
        guard !rows.isEmpty else { return page.rendered(summary) }
        let table = TextTable(
            columns: StatusText.columns, rows: rows.map(row), indent: 2, placeholder: page.glyphs.isASCII ? "-" : "–")
        return page.rendered(table.lines(on: page) + [StyledText()] + summary)
    }

    private static let columns: [TextTable.Column] = [
        .init(title: "STORE"), .init(title: "STATE"), .init(title: "DEVICE", isFoldable: true),
        .init(title: "SIZE", alignment: .right, isFoldable: true),
        .init(title: "PARTS", alignment: .right, isFoldable: true), .init(title: "BACKING", isFoldable: true),
    ]

    private func row(_ store: StoreStatus) -> TextTable.Row {
        let plan = store.plan
        let cells = [
            page.text(plan.name.text, .heading), page.text(plan.state.rawValue, plan.state.ink),
            page.text(plan.device ?? ""), page.text(store.size.map(\.inBrief) ?? ""),
            page.text(plan.partitions.isEmpty ? "" : String(plan.partitions.count)), page.text(plan.backing),
        ]
        return TextTable.Row(cells: cells, below: below(store))
    }

    private func below(_ store: StoreStatus) -> [StyledText] {
        let plan = store.plan
        let memory = store.agent.flatMap { AgentText(page).line(of: $0, beside: plan.state) } ?? []
        return sentence(plan) + memory + drift(plan) + (showsLinks ? links(plan) : [])
    }

    private func sentence(_ plan: StorePlan) -> [StyledText] {
        guard plan.state != .converged || showsLinks else { return [] }
        let remedy = plan.remedy.map { page.flowedSentence($0, after: page.text("  remedy: ", .heading), indent: 4) }
        return page.flowedSentence(plan.reason, after: StyledText.spaces(2), indent: 4) + (remedy ?? [])
    }

    /// A status fits on a screen; a plan tells all.
    private static let shownSteps = 10

    /// The first steps that a plan has.
    private func drift(_ plan: StorePlan) -> [StyledText] {
        let text = PlanText(page)
        let columns = PlanColumns(of: plan)
        let hidden = plan.steps.count - StatusText.shownSteps
        let more =
            "\(page.glyphs.ellipsis) and \(Sentence.count(hidden, "more step")); 'loopwright plan \(plan.name)' shows all"
        return plan.steps.prefix(StatusText.shownSteps).flatMap { text.headline($0, plan, columns, showsLinks: false) }
            + (hidden > 0 ? page.flowedSentence(more, after: StyledText.spaces(2), indent: 4, .faint) : [])
    }

    private func links(_ plan: StorePlan) -> [StyledText] {
        let width = plan.partitions.map { String($0.number).count }.max() ?? 0
        let disk = plan.links.isEmpty ? [] : [(head: page.text("disk"), node: plan.device, links: plan.links)]
        let partitions = plan.partitions.map { partition in
            let number = page.text(String(partition.number)).padded(to: width, .right)
            return (
                head: number + page.text(" " + (partition.name?.text ?? "")), node: partition.node,
                links: partition.links
            )
        }
        let lines = disk + partitions
        let column = lines.map(\.head.width).max() ?? 0
        return lines.flatMap { line in
            let parts = [line.head.padded(to: column)] + LinkText.parts(node: line.node, line.links, page)
            return page.flowed(parts, after: StyledText.spaces(2), indent: 4 + column)
        }
    }
}
