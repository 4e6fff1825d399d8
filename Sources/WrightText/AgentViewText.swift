// SPDX-License-Identifier: MIT

package import WrightModel

/// An agent's view as it goes over its socket: lines of fields between tabs, and an empty line at the end.
///
/// A line whose first field is not known is passed over, so that a program can ask an agent that was started before it
/// was upgraded.
package enum AgentViewText {
    /// The view, with the empty line.
    package static func lines(_ view: AgentView) -> String {
        var lines = [
            ["agent", "\(view.process)", view.isReady ? "ready" : "starting", "\(view.passes)"]
                + [milliseconds(view.lastPass), milliseconds(view.work)]
        ]
        lines += view.refusal.map { ["refusal", $0] }
        lines.append(fields(view.figures))
        lines += view.metricsFailure.map { [["metrics", $0]] } ?? []
        lines += view.stores.map(fields)
        return lines.map { $0.map(plain).joined(separator: "\t") + "\n" }.joined() + "\n"
    }

    /// The view that lines tell; nil where they tell none.
    package static func parse(_ text: String) -> AgentView? {
        var view: AgentView?
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            switch fields[0] {
            case "agent": view = agent(fields)
            case "refusal": view?.refusal.append(contentsOf: fields.dropFirst())
            case "figures": figures(fields).map { view?.figures = $0 }
            case "metrics": view?.metricsFailure = fields.dropFirst().first
            case "store": store(fields).map { view?.stores.append($0) }
            default: continue
            }
        }
        return view
    }

    private static func agent(_ fields: [String]) -> AgentView? {
        guard fields.count >= 6, let process = Int32(fields[1]), let passes = Int(fields[3]) else { return nil }
        return AgentView(
            process: process, isReady: fields[2] == "ready", passes: passes, lastPass: duration(fields[4]),
            work: duration(fields[5]))
    }

    private static func fields(_ store: AgentView.Store) -> [String] {
        [
            "store", store.name.text, store.state.rawValue, milliseconds(store.stateAge), "\(store.failures)",
            milliseconds(store.nextTry), "\(store.mendings)", store.isGivenUp ? "given-up" : "", store.reason,
            store.device ?? "", store.backing, store.remedy ?? "",
        ] + fields(store.figures)
    }

    private static func store(_ fields: [String]) -> AgentView.Store? {
        guard fields.count >= 11, let name = StoreName(fields[1]), let state = StoreState(rawValue: fields[2]),
            let age = duration(fields[3]), let failures = Int(fields[4]), let mendings = Int(fields[6])
        else { return nil }
        return AgentView.Store(
            name: name, state: state, stateAge: age, failures: failures, nextTry: duration(fields[5]),
            mendings: mendings, isGivenUp: fields[7] == "given-up", reason: fields[8],
            remedy: fields.dropFirst(11).first.flatMap { $0.isEmpty ? nil : $0 },
            device: fields[9].isEmpty ? nil : fields[9], backing: fields[10],
            figures: storeFigures(fields.dropFirst(12)) ?? StoreFigures())
    }

    /// Sentences quote what others wrote: a tab or a line feed in it must not end a field.
    private static func plain(_ text: String) -> String {
        String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
    }

    static func milliseconds(_ duration: Duration?) -> String {
        duration.map { "\($0.wholeMilliseconds)" } ?? ""
    }

    static func duration(_ text: String) -> Duration? { Int64(text).map { .milliseconds($0) } }
}
