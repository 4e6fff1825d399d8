// SPDX-License-Identifier: MIT

import Glibc

/// A program of the machine that judges what this room writes, or writes what it reads.
struct Command {
    let path: String

    /// Nil where no such program is installed.
    init?(_ name: String) {
        let folders = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"]
        guard let folder = folders.first(where: { access("\($0)/\(name)", X_OK) == 0 }) else { return nil }
        path = "\(folder)/\(name)"
    }

    static func isThere(_ names: String...) -> Bool { names.allSatisfy { Command($0) != nil } }

    struct Result {
        let status: Int32
        /// What was written to either output.
        let output: String
    }

    struct Failure: Error { let description: String }

    /// Runs the program to its end with `input` on its standard input.
    func run(_ arguments: [String], input: String = "") throws -> Result {
        let source = try temporaryFile(input)
        let sink = try temporaryFile("")
        defer { [source, sink].forEach { _ = close($0) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, source, 0)
        posix_spawn_file_actions_adddup2(&actions, sink, 1)
        posix_spawn_file_actions_adddup2(&actions, sink, 2)
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = [
            strdup("PATH=/usr/sbin:/usr/bin"), strdup("LC_ALL=C.UTF-8"), nil,
        ]
        defer { (words + environment).forEach { free($0) } }
        var process: pid_t = 0
        let problem = posix_spawn(&process, path, &actions, nil, &words, &environment)
        guard problem == 0 else { throw Failure(description: "posix_spawn of \(path): \(problem)") }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return Result(status: status & 0x7f == 0 ? status >> 8 & 0xff : -1, output: contents(of: sink))
    }

    private func temporaryFile(_ text: String) throws -> Int32 {
        var name = Array("/tmp/loopwright-command.XXXXXX".utf8CString)
        let file = mkstemp(&name)
        guard file >= 0 else { throw Failure(description: "mkstemp: \(errno)") }
        unlink(name)
        let bytes = Array(text.utf8)
        guard write(file, bytes, bytes.count) == bytes.count else { throw Failure(description: "write: \(errno)") }
        lseek(file, 0, SEEK_SET)
        return file
    }

    private func contents(of file: Int32) -> String {
        let size = Int(lseek(file, 0, SEEK_END))
        var bytes = [UInt8](repeating: 0, count: size)
        let count = pread(file, &bytes, size, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
