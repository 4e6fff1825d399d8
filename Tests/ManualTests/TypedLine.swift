// SPDX-License-Identifier: MIT

import TestSupport

/// A line as a person types it into a shell on a terminal: up to some place, then the tabulator, then the return key.
enum TypedLine {
    /// The words that the command is run with after the shell has completed the last one.
    ///
    /// A slow machine gets more and more time to complete; what never comes is not there in the end.
    ///
    /// - Parameters:
    ///   - shell: the words that start the shell.
    ///   - setup: has the shell complete, and the command print its words between `got<` and `>`.
    ///   - line: what is typed.
    ///   - ending: what is expected at the end of the words.
    static func words(_ shell: [String], setup: String, line: String, ending: String) -> String? {
        let outcome = Command.run(["env", "TERM=xterm", "python3", "-c", script, setup, line, ending] + shell)
        return outcome.flatMap { $0.status == 0 ? $0.output : nil }
    }

    private static let script = """
        import os, pty, select, signal, sys, time
        setup, line, ending, *shell = sys.argv[1:]
        process, terminal = pty.fork()
        if process == 0:
            os.execvp(shell[0], shell)

        def read(end, seconds):
            text, limit = b"", time.monotonic() + seconds
            while end not in text and time.monotonic() < limit:
                if select.select([terminal], [], [], 0.1)[0]:
                    text += os.read(terminal, 65536)
            return text

        def type(text):
            os.write(terminal, text.encode())

        type(setup + "; echo re''ady\\r")
        read(b"ready\\r\\n", 30)
        words = ""
        for patience in 0.3, 1, 3, 9:
            type(line + "\\t")
            read(b"\\0", patience)
            type("\\r")
            words = (b"got<" + read(b">", 9).partition(b"got<")[2]).decode()
            if words.partition(">")[0].endswith(ending):
                break
        print(words.partition("got<")[2].partition(">")[0], end="")
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        """
}
