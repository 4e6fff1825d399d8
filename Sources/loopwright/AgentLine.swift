// SPDX-License-Identifier: MIT

import WrightAgent
import WrightKernel
import WrightModel

/// The line to the agent that keeps the manifest, which may start and stop at any time.
struct AgentLine {
    private let manifest: String
    private var reader: AgentReader?
    /// The last view that came, and when.
    private var last: (view: AgentView, moment: ContinuousClock.Instant)?

    init(_ options: ManifestOptions) { manifest = CommandPath.absolute(options.manifest) }

    /// Whether an agent answers; only root can tell.
    var isOpen: Bool { reader != nil }

    /// What the agent tells now: a new view where one comes within the period, else the last one, so much later; nil
    /// where no agent answers.
    mutating func view(within period: Duration) -> AgentView? {
        reader = reader ?? StatusSocket.call(for: manifest).map(AgentReader.init)
        if let view = reader?.next(within: period) { last = (view, .now) }
        if reader?.isOver ?? true {
            reader = nil
            last = nil
        }
        return last.map { $0.view.later(by: $0.moment.duration(to: .now)) }
    }
}
