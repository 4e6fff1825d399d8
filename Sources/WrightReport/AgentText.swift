// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// What an agent tells of itself and of a store, in words.
struct AgentText {
    private let page: Page

    init(_ page: Page) { self.page = page }

    /// What the agent does, and what it thinks of the manifest.
    func lines(of view: AgentView) -> [StyledText] {
        let head = page.text("agent: ", .heading)
        let refusal =
            view.refusal.isEmpty
            ? [] : view.refusal + ["the agent refuses the manifest for this, and goes by the last good one"]
        return page.flowedSentence(work(of: view), after: head, indent: 2)
            + (view.metricsFailure.map { [$0] } ?? []).flatMap {
                page.flowedSentence($0, after: StyledText.spaces(2), indent: 4, .waiting)
            }
            + refusal.flatMap { page.flowedSentence($0, after: StyledText.spaces(2), indent: 4, .bad) }
    }

    private func work(of view: AgentView) -> String {
        let readiness = view.isReady ? "ready" : "not ready yet"
        let last = view.lastPass.map { ", the last \($0.inWords) ago" } ?? ""
        let work = view.work.map { "; at work for \($0.inWords)" } ?? ""
        return
            "process \(view.process), \(readiness), \(Sentence.count(view.passes, "pass", plural: "passes"))\(last)\(work)"
    }

    /// What the agent remembers of a store that is found in this state now; nil where that is nothing but its state.
    func line(of store: AgentView.Store, beside found: StoreState) -> [StyledText]? {
        sentence(store, beside: found).map { sentence in
            let ink: Ink = store.isGivenUp ? .bad : .plain
            let remedy = AgentText.isAlone(store, beside: found) ? store.remedy : nil
            return page.flowedSentence(sentence, after: page.text("  agent: ", .heading), indent: 4, ink)
                + (remedy.map { page.flowedSentence($0, after: page.text("  remedy: ", .heading), indent: 4) } ?? [])
        }
    }

    /// What the agent remembers, in words that go behind its name.
    func sentence(_ store: AgentView.Store, beside found: StoreState) -> String? {
        let next = store.nextTry.map { " for \($0.inWords) more" } ?? ""
        if store.isGivenUp {
            return "has mended it \(times(store.mendings)) and leaves it to the other program\(next)"
        }
        switch store.state {
        case .failed:
            let next = store.nextTry.map { ", the next try is in \($0.inWords)" } ?? ""
            return "has tried it \(times(store.failures))\(next)"
        case .waiting: return "has waited for \(store.stateAge.inWords)"
        case .blocked:
            let reason = AgentText.isAlone(store, beside: found) ? ": \(store.reason)" : ""
            return "has found it blocked for \(store.stateAge.inWords)\(reason)"
        case .converged, .pending:
            guard store.mendings > 0 else { return nil }
            return "has mended it \(times(store.mendings)) within the last minute"
        }
    }

    /// Whether only the agent knows what stands in the store's way: that another disk was there before.
    static func isAlone(_ store: AgentView.Store, beside found: StoreState) -> Bool {
        store.state == .blocked && found != .blocked
    }

    private func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }
}
