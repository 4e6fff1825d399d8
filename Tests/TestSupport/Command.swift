// SPDX-License-Identifier: MIT

import Glibc

/// What a command left behind.
package struct Outcome: Sendable {
    /// The exit status; a signal counts as 128 and its number, as in a shell.
    package let status: Int32
    package let output: String
    package let errors: String

    /// All that was said, for a failed expectation to show.
    package var words: String { "exit \(status)\n\(output)\(errors)" }
}

/// Other programs, run to their end without a shell.
package enum Command {
    /// Runs a program that is found along PATH; nil where it cannot be started.
    package static func run(_ words: [String], input: String = "") -> Outcome? {
        guard let source = Capture(holding: input), let output = Capture(), let errors = Capture() else { return nil }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (capture, descriptor) in zip([source, output, errors], STDIN_FILENO...STDERR_FILENO) {
            posix_spawn_file_actions_adddup2(&actions, capture.descriptor, descriptor)
        }
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var process = pid_t()
        guard let name = words.first, posix_spawnp(&process, name, &actions, nil, &arguments, environ) == 0 else {
            return nil
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) == -1 && errno == EINTR {}
        let signal = status & 0x7f
        return Outcome(
            status: signal == 0 ? status >> 8 & 0xff : 128 + signal, output: output.text, errors: errors.text)
    }
}

/// A file without a name that gives a command its input, or takes its output however long it is.
private final class Capture {
    let descriptor: Int32

    init?(holding text: String = "") {
        var name = Array("/tmp/loopwright-capture.XXXXXX".utf8CString)
        descriptor = mkstemp(&name)
        guard descriptor >= 0, unlink(name) == 0, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else { return nil }
        let bytes = Array(text.utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count, lseek(descriptor, 0, SEEK_SET) == 0 else {
            return nil
        }
    }

    deinit { close(descriptor) }

    var text: String {
        lseek(descriptor, 0, SEEK_SET)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
