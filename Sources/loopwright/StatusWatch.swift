// SPDX-License-Identifier: MIT

import WrightKernel
import WrightModel
import WrightReport

/// `status` again and again: on a terminal one screen, elsewhere one report behind the other, each time that there is
/// something new.
struct StatusWatch {
    private let command: Status
    private var line: AgentLine
    private var shown: StatusReport.Essence?

    init(_ command: Status) {
        self.command = command
        line = AgentLine(command.manifest)
    }

    /// How often it looks for itself where the agent has nothing new to tell.
    private static let interval = Duration.seconds(2)

    /// Goes on until it is interrupted, or nobody reads any more.
    mutating func run() {
        var agent = line.view(within: .seconds(2))
        while !Terminal.isAbandoned {
            show(StatusReport.look(command.manifest, stores: command.stores.stores, agent: agent))
            if !line.isOpen { Patience.sleep(StatusWatch.interval) }
            agent = line.view(within: StatusWatch.interval)
        }
    }

    private mutating func show(_ report: StatusReport) {
        if Terminal.isSteerable, !command.json { return Terminal.show(screen: words(report)) }
        let essence = report.essence
        guard essence != shown else { return }
        let gap = shown == nil || command.json ? [] : [""]
        shown = essence
        Terminal.say(gap + words(report))
    }

    private func words(_ report: StatusReport) -> [String] {
        let trouble = command.json ? [] : report.trouble?.lines ?? []
        return (report.isUnknown && !command.json ? [] : command.lines(of: report)) + trouble
    }
}
