// SPDX-License-Identifier: MIT

import Glibc
import SystemPackage

/// Standard output and standard error: data goes to the one and words to the other.
enum Terminal {
    /// Whether standard output is a terminal, and so may show colour and progress.
    static var isInteractive: Bool { isatty(STDOUT_FILENO) == 1 }

    /// The columns of the terminal; 80 where output goes elsewhere. The ioctl is TIOCGWINSZ.
    static var width: Int {
        var size = winsize()
        guard isInteractive, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// Whether the locale's characters are Unicode's; locale(7) gives the order of the variables.
    static var speaksUnicode: Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(environment).first { !$0.isEmpty } ?? ""
        return locale.lowercased().contains("utf-8") || locale.lowercased().contains("utf8")
    }

    /// Has a reader that goes away (SIGPIPE) not end the program: what it was doing is seen through.
    static func outliveReaders() { signal(SIGPIPE, SIG_IGN) }

    static func write(_ text: String) { put(text, to: .standardOutput) }
    static func say(_ lines: [String]) { write(lines.map { $0 + "\n" }.joined()) }
    static func say(_ line: String) { put(line + "\n", to: .standardOutput) }
    static func note(_ line: String) { put(line + "\n", to: .standardError) }

    static func complain(_ trouble: Trouble) {
        for line in trouble.lines {
            if case .manifest = trouble { note(line) } else { note("loopwright: \(line)") }
        }
    }

    /// A reader that has gone away (EPIPE) is no trouble of ours, and nobody is left to tell.
    private static func put(_ text: String, to descriptor: FileDescriptor) {
        _ = try? descriptor.writeAll(Array(text.utf8))
    }
}
