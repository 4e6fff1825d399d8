// SPDX-License-Identifier: MIT

import TestSupport
import Testing

/// A terminal that is none, on which the program runs as it does before a person: man 7 pty.
struct Pseudoterminal {
    /// What was shown on it, escape sequences and all.
    let text: String
    /// The exit status; a signal counts as 128 and its number.
    let status: Int

    /// Runs a command on a terminal.
    ///
    /// - Parameters:
    ///   - output: the file that standard output goes to in place of the terminal.
    ///   - interrupt: once this is shown, Ctrl-C is typed, once.
    init(
        _ words: [String], columns: Int = 80, environment: [String: String] = [:], output: String = "",
        interrupt: String = ""
    ) throws {
        let variables = ["TERM": "xterm", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"].merging(environment) { $1 }
        let setting = variables.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        let input = ["\(columns)", setting, output, interrupt] + words
        let answer = try #require(Python.run(Pseudoterminal.script, input: input.joined(separator: "\n")))
        let parts = answer.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        status = try #require(parts.first.flatMap { Int($0) })
        text = parts.count > 1 ? String(parts[1]) : ""
    }

    /// What is left of what was shown on the line once it was over, without colours.
    ///
    /// The kernel sends the signal before it shows the key, so that `^C` may come behind what the program says of it.
    var lines: [String] {
        text.replacing("\r\n", with: "\n").split(separator: "\n").map { line in
            let last = line.split(separator: "\u{1b}[K", omittingEmptySubsequences: false).last ?? line
            return String(last).replacing(/\u{1b}\[[0-9;]*m/, with: "")
        }.filter { $0 != "^C" }
    }

    // Signals that are blocked by the thread that a test runs on would be by the program as well.
    private static let script = """
        import fcntl, os, pty, select, signal, struct, sys, termios, time
        columns, variables, output, interrupt, *words = sys.stdin.read().split("\\n")
        signal.pthread_sigmask(signal.SIG_SETMASK, set())
        child, terminal = pty.fork()
        if child == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(columns), 0, 0))
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            if output: os.dup2(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 1)
            os.environ.pop("NO_COLOR", None)
            os.environ.update(v.split("=", 1) for v in variables.split())
            os.execvp(words[0], words)
        text, end = b"", time.time() + 40
        while time.time() < end:
            if not select.select([terminal], [], [], 0.05)[0]: continue
            try: piece = os.read(terminal, 65536)
            except OSError: break
            if not piece: break
            text += piece
            if interrupt and interrupt.encode() in text:
                os.write(terminal, b"\\x03")
                interrupt = ""
        else: os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        print(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
        sys.stdout.write(text.decode())
        """
}
