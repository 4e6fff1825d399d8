// SPDX-License-Identifier: MIT

import ArgumentParser
import WrightModel
import WrightReport
import WrightText

/// The state of each store, its device and what it differs in from the manifest.
struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the state of each store.",
        usage: "loopwright status [<store> ...] [<options>]",
        discussion: """
            Looks for itself, and asks the agent that keeps the manifest what it remembers: root only. Ends with the \
            same codes as 'plan'; with --watch when it is interrupted, and with --metrics with 0 once they are told.

            Examples:
              loopwright status --links
              loopwright status --watch
            """
    )

    @OptionGroup var stores: StoreArguments
    @OptionGroup var manifest: ManifestOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "List every partition with its node and its links.") var links = false
    @Flag(help: "Print the states as JSON.") var json = false
    @Flag(help: "Print the agent's figures as OpenMetrics text, without one what a look tells.") var metrics = false
    @Flag(help: "Show it anew whenever it changes, until interrupted.") var watch = false

    func validate() throws {
        guard !metrics || stores.stores.isEmpty && !(json || watch || links) else {
            throw ValidationError("Metrics are of all stores and of this moment: say --metrics alone.")
        }
    }

    func run() throws {
        if metrics { return Terminal.write(try StatusMetrics(manifest: manifest).text()) }
        if watch { return watchOn() }
        var line = AgentLine(manifest)
        let report = StatusReport.look(manifest, stores: stores.stores, agent: line.view(within: .seconds(2)))
        if !report.isUnknown { Terminal.say(lines(of: report)) }
        if let trouble = report.trouble { throw trouble }
        try report.plan.exit()
    }

    private func watchOn() {
        var watch = StatusWatch(self)
        watch.run()
    }

    /// The report as it was asked for.
    func lines(of report: StatusReport) -> [String] {
        guard json else {
            return StatusText(output.page, showsLinks: links)
                .lines(of: report.stores, orphans: report.orphans, agent: report.agent)
        }
        let document = StatusDocument.json(report.stores, orphans: report.orphans, agent: report.agent)
        return [watch ? JSONText.compact(document) : JSONText.pretty(document)]
    }
}
