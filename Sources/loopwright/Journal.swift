// SPDX-License-Identifier: MIT

import WrightAgent
import WrightKernel
import WrightModel

/// The log of the agent: entries with fields where standard error leads to the journal, else plain lines there.
struct Journal {
    private let isNative = Terminal.isJournal
    private static let socket = "/run/systemd/journal/socket"

    func write(_ notice: Notice) {
        guard isNative else { return Terminal.note(notice.line) }
        do throws(SyscallFailure) {
            try Sockets.send(entry(notice), to: Journal.socket)
        } catch {
            // The stream takes `<4>` for a priority: man 3 sd-daemon.
            Terminal.note("<\(notice.priority.rawValue)>\(notice.line)")
        }
    }

    /// A field a line, as systemd's native protocol has it; a sentence is one line.
    private func entry(_ notice: Notice) -> String {
        let fields: [(String, String?)] = [
            ("MESSAGE", notice.line), ("PRIORITY", "\(notice.priority.rawValue)"),
            ("SYSLOG_IDENTIFIER", "loopwright"), ("STORE", notice.store?.text), ("DEVICE", notice.device),
        ]
        return fields.map { name, value in value.map { "\(name)=\(line($0))\n" } ?? "" }.joined()
    }

    private func line(_ text: String) -> String { String(text.map { $0.isNewline ? " " : $0 }) }
}
