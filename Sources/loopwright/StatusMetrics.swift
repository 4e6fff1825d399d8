// SPDX-License-Identifier: MIT

import WrightKernel
import WrightModel
import WrightReport

/// `status --metrics`: what the agent counts, or where none answers what a look tells.
struct StatusMetrics {
    let manifest: ManifestOptions

    func text() throws(Trouble) -> String {
        var line = AgentLine(manifest)
        if let view = line.view(within: .seconds(2)) { return MetricsText.current.text(of: view) }
        let report = StatusReport.look(manifest, stores: [], agent: nil)
        if let trouble = report.trouble { throw trouble }
        // Only root may call an agent, so that nobody else knows whether there is one.
        return MetricsText.current.text(of: report.stores, hasNoAgent: Capabilities.isRoot)
    }
}

extension MetricsText {
    /// Metrics of this program and this moment.
    static var current: MetricsText { MetricsText(version: Version.text, clock: WallClock.milliseconds()) }
}
