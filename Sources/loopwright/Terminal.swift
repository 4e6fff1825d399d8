// SPDX-License-Identifier: MIT

import Glibc

/// Standard output and standard error: data goes to the one and words to the other.
enum Terminal {
    /// Whether standard output is a terminal, and so may show colour and progress.
    static let isInteractive = isatty(STDOUT_FILENO) == 1

    /// Whether standard output is a terminal that can be steered: one that takes escape sequences.
    static var isSteerable: Bool { isInteractive && !isDumb }

    /// Whether standard error is such a terminal, and so may show how far work has come.
    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 && !isDumb }

    private static var isDumb: Bool { environment("TERM").map { $0 == "dumb" || $0.isEmpty } ?? true }

    /// The columns of the terminal; 80 where output goes elsewhere.
    static var width: Int { size(of: STDOUT_FILENO).columns }
    /// The same of standard error.
    static var errorWidth: Int { size(of: STDERR_FILENO).columns }

    /// The ioctl is TIOCGWINSZ.
    private static func size(of descriptor: Int32) -> (columns: Int, rows: Int) {
        var size = winsize()
        guard isatty(descriptor) == 1, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Whether standard error is the stream that JOURNAL_STREAM names by its device and inode: man 5 systemd.exec.
    static var isJournal: Bool {
        var status = stat()
        guard fstat(STDERR_FILENO, &status) == 0 else { return false }
        return environment("JOURNAL_STREAM") == "\(status.st_dev):\(status.st_ino)"
    }

    static var process: Int32 { getpid() }

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

    static func write(_ text: String) { put(text, to: STDOUT_FILENO) }
    static func say(_ lines: [String]) { write(lines.map { $0 + "\n" }.joined()) }
    static func say(_ line: String) { write(line + "\n") }
    /// Puts text on standard error as it is, for what is erased again.
    static func mark(_ text: String) { put(text, to: STDERR_FILENO) }
    static func note(_ line: String) { put(line + "\n", to: STDERR_FILENO) }

    /// Shows lines in place of all that the terminal shows, as many as it has room for.
    static func show(screen lines: [String]) {
        let room = max(1, size(of: STDOUT_FILENO).rows - 1)
        let hidden = lines.count - room
        let shown = hidden > 0 ? lines.prefix(room - 1) + ["and \(hidden + 1) lines more"] : lines[...]
        // Home, each line with its rest erased, then all below erased: nothing flickers.
        write("\u{1b}[H" + shown.map { $0 + "\u{1b}[K\n" }.joined() + "\u{1b}[J")
    }

    /// Whether whoever reads standard output has gone: POLLERR of a pipe that nobody has open for reading.
    static var isAbandoned: Bool {
        var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        return poll(&output, 1, 0) > 0 && output.revents & Int16(POLLERR) != 0
    }

    /// Whether there is somebody who can be asked.
    static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// The line that is typed behind a question; nil at the end of input.
    static func ask(_ question: String) -> String? {
        put(question + " ", to: STDERR_FILENO)
        return readLine()
    }

    static func complain(_ trouble: Trouble) {
        switch trouble {
        case .manifest(let lines), .outdated(let lines): lines.forEach(note)
        default: for line in trouble.lines { note("loopwright: \(line)") }
        }
    }

    /// A reader that has gone away (EPIPE) is no trouble of ours, and nobody is left to tell.
    private static func put(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || (count < 0 && errno == EINTR) else { return }
            bytes = bytes.dropFirst(max(count, 0))
        }
    }
}
