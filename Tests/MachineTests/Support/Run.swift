// SPDX-License-Identifier: MIT

import Glibc
import Testing

/// What a command left behind.
struct Outcome {
    let status: Int32
    let output: String
    let errors: String

    /// All that was said, for a failed expectation to show.
    var words: String { "exit \(status)\n\(output)\(errors)" }
}

/// Runs a command to its end and gives what it printed; a signal counts as status 128 + signal, as in a shell.
@discardableResult
func run(_ words: String..., input: String = "") throws -> Outcome { try run(words, input: input) }

@discardableResult
func run(_ words: [String], input: String = "") throws -> Outcome {
    let output = try Capture()
    let errors = try Capture()
    let source = try Capture(holding: input)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, source.descriptor, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output.descriptor, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, errors.descriptor, STDERR_FILENO)
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    defer { for argument in arguments { free(argument) } }
    arguments.append(nil)
    var process = pid_t()
    let code = posix_spawnp(&process, words[0], &actions, nil, arguments, environ)
    try #require(code == 0, "cannot run '\(words[0])': \(String(cString: strerror(code)))")
    var status: Int32 = 0
    while waitpid(process, &status, 0) == -1 && errno == EINTR {}
    let signal = status & 0x7f
    return Outcome(
        status: signal == 0 ? (status >> 8) & 0xff : 128 + signal, output: output.text(), errors: errors.text())
}

/// Runs a command that must succeed, and gives what it printed.
@discardableResult
func must(_ words: String...) throws -> String { try must(words) }

@discardableResult
func must(_ words: [String]) throws -> String {
    let outcome = try run(words)
    try #require(outcome.status == 0, "\(words.joined(separator: " ")): \(outcome.words)")
    return outcome.output
}

/// A file without a name that takes a command's output, however long it is.
private final class Capture {
    let descriptor: Int32

    init(holding text: String = "") throws {
        var name = Array("/tmp/loopwright-capture.XXXXXX".utf8CString)
        descriptor = mkstemp(&name)
        try #require(descriptor >= 0)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(name)
        if !text.isEmpty {
            _ = Array(text.utf8).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            lseek(descriptor, 0, SEEK_SET)
        }
    }

    deinit { close(descriptor) }

    func text() -> String {
        lseek(descriptor, 0, SEEK_SET)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
