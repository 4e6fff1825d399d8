// SPDX-License-Identifier: MIT

import Glibc
import Testing

/// A program that runs beside the test, and is killed at the latest when the test is over.
final class Background {
    let process: pid_t
    private let log: String
    private var hasEnded = false

    /// Starts a program, with what it says on standard error in one file and, where that is asked for, what it prints in
    /// another.
    init(_ words: [String], log: String = "/dev/null", output: String? = nil) throws {
        self.log = log
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        if let output {
            posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        }
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var process = pid_t()
        let code = posix_spawnp(&process, words[0], &actions, nil, &arguments, environ)
        try #require(code == 0, "cannot run '\(words[0])': \(String(cString: strerror(code)))")
        self.process = process
    }

    deinit { if !hasEnded { end(by: SIGKILL) } }

    func signal(_ signal: Int32) { kill(process, signal) }

    /// Sends a signal and waits for the end.
    ///
    /// - Returns: the exit status; a signal counts as 128 and its number.
    @discardableResult
    func end(by signal: Int32) -> Int32 {
        kill(process, signal)
        return wait()
    }

    /// Waits for the end and gives the exit status as `end` does.
    func wait() -> Int32 {
        hasEnded = true
        var status: Int32 = 0
        while waitpid(process, &status, 0) == -1 && errno == EINTR {}
        return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    }

    /// What it has said, line by line.
    var lines: [String] { ((try? run("cat", log))?.output ?? "").split(separator: "\n").map(String.init) }

    var isAlive: Bool { !hasEnded && kill(process, 0) == 0 }
}

/// Looks again and again until something is so, or the time is over; says which.
func eventually(within seconds: Int = 20, _ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        usleep(50_000)
    }
    return try condition()
}
