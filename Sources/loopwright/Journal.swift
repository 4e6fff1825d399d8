// SPDX-License-Identifier: MIT

import WrightAgent

/// The log of the agent: lines on standard error, with their priorities where the journal reads them.
struct Journal {
    /// Whether standard error leads to the journal, which takes `<4>` for a priority: man 3 sd-daemon.
    private let takesPriorities = Terminal.isJournal

    func write(_ notice: Notice) {
        Terminal.note((takesPriorities ? "<\(notice.priority.rawValue)>" : "") + notice.line)
    }
}
