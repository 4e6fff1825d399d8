// SPDX-License-Identifier: MIT

import Glibc
import Testing

/// Runs a shell script that must succeed, and gives what it printed without its last newline.
@discardableResult
func shell(_ script: String) throws -> String {
    let output = try must("sh", "-euc", script)
    return output.hasSuffix("\n") ? String(output.dropLast()) : output
}

/// Asks again and again until the answer is yes; false when a minute is over.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<6000 {
        if try condition() { return true }
        usleep(10_000)
    }
    return false
}

extension Machine {
    /// Whether every program is on the search path.
    static func has(_ programs: String...) -> Bool {
        programs.allSatisfy { program in (try? run("sh", "-c", "command -v \(program)").status) == 0 }
    }
}

/// A command that runs beside the test and is ended with it.
final class Background {
    let process: pid_t
    private let file: String
    private var ended: Int32?

    /// - Parameter file: where what it says goes.
    init(_ words: [String], saying file: String = "/dev/null", errors: String? = nil) throws {
        self.file = file
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, file, flags, 0o600)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors ?? "/dev/null", flags, 0o600)
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        defer { for argument in arguments { free(argument) } }
        arguments.append(nil)
        var process = pid_t()
        let code = posix_spawnp(&process, words[0], &actions, nil, arguments, environ)
        try #require(code == 0, "cannot run '\(words[0])': \(String(cString: strerror(code)))")
        self.process = process
    }

    deinit { end() }

    /// Waits for the end and gives the exit code; 128 and the signal where one ended it.
    @discardableResult
    func wait() -> Int32 {
        if let ended { return ended }
        var status: Int32 = 0
        while waitpid(process, &status, 0) == -1 && errno == EINTR {}
        let signal = status & 0x7f
        let code = signal == 0 ? (status >> 8) & 0xff : 128 + signal
        ended = code
        return code
    }

    func end() {
        guard ended == nil else { return }
        kill(process, SIGKILL)
        wait()
    }
}
