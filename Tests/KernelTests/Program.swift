// SPDX-License-Identifier: MIT

import Glibc
import WrightKernel

/// Programs of the machine that a test needs.
enum Program {
    private static func path(_ name: String) -> String? {
        ["/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"].map { $0 + name }.first(where: Tree.exists)
    }

    static func exists(_ name: String) -> Bool { path(name) != nil }

    /// The exit status of a program that runs to its end; nil where it could not be run.
    static func run(_ name: String, _ arguments: [String]) -> Int32? {
        guard let child = start(name, arguments) else { return nil }
        var status: Int32 = 0
        waitpid(child, &status, 0)
        return status
    }

    /// Starts a program with a file as its input.
    static func start(_ name: String, _ arguments: [String], input: String = "/dev/null") -> pid_t? {
        guard let path = path(name) else { return nil }
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var child = pid_t()
        return posix_spawn(&child, path, &actions, nil, &words, environ) == 0 ? child : nil
    }
}
