// SPDX-License-Identifier: MIT

import Glibc

/// An interpreter that knows nothing of this project: what it reads back is what was written.
enum Python {
    /// Whether `import` of a module succeeds.
    static func has(_ module: String) -> Bool { run("import \(module)", input: "") != nil }

    /// What a script prints when it is given `input`, or nil where it cannot be run or fails.
    ///
    /// The input is shorter than a socket's buffer.
    static func run(_ script: String, input: String) -> String? {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { return nil }
        defer { close(ends[0]) }
        let process = spawn(script, ends[1])
        close(ends[1])
        guard let process else { return nil }
        // A child that failed has closed its end; the signal would end the tests.
        _ = Array(input.utf8).withUnsafeBytes { send(ends[0], $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        shutdown(ends[0], Int32(SHUT_WR))
        let output = readAll(ends[0])
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return status == 0 ? String(decoding: output, as: UTF8.self) : nil
    }

    private static func spawn(_ script: String, _ socket: Int32) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, socket, 0)
        posix_spawn_file_actions_adddup2(&actions, socket, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("python3"), strdup("-c"), strdup(script), nil]
        defer { arguments.forEach { free($0) } }
        var process = pid_t()
        return posix_spawnp(&process, "python3", &actions, nil, &arguments, environ) == 0 ? process : nil
    }

    private static func readAll(_ descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }
}
