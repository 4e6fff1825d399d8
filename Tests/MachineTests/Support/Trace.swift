// SPDX-License-Identifier: MIT

import Testing

/// A system call of a traced run.
struct TracedCall {
    let name: String
    /// Which of the run's calls of this name it is, counted from 1.
    let index: Int
    let text: String

    private static let changingControls = [
        "LOOP_CONFIGURE", "LOOP_SET_STATUS64", "LOOP_SET_CAPACITY", "LOOP_CLR_FD", "LOOP_CTL_REMOVE",
        "BLKPG_ADD_PARTITION", "BLKPG_DEL_PARTITION", "BLKPG_RESIZE_PARTITION",
    ]

    /// What the call changes outside of the process, in one word; nil where it changes nothing.
    ///
    /// The program's lock file and its files in memory do not count, nor what it prints.
    var change: String? {
        guard !text.contains("memfd:"), !text.contains("/run/loopwright/lock") else { return nil }
        switch name {
        case "ioctl": return TracedCall.changingControls.first { text.contains($0) }
        case "write": return text.hasPrefix("write(1<") || text.hasPrefix("write(2<") ? nil : name
        case "openat": return text.contains("O_WRONLY") || text.contains("O_RDWR") ? name : nil
        // Of a call before which the process was killed no result is told.
        case "mkdirat": return text.contains("EEXIST") ? nil : name
        default: return name
        }
    }
}

/// Runs of a command under strace.
struct Trace {
    private let file: String
    private let command: [String]
    private let names: [String]

    /// The calls that change something outside of the process, but for what they open and print.
    static let changes = [
        "ioctl", "ftruncate", "fallocate", "pwrite64", "fsync", "linkat", "renameat", "renameat2", "symlinkat",
        "unlinkat", "mkdirat",
    ]

    init(of command: [String], into file: String, names: [String] = changes) {
        self.command = command
        self.file = file
        self.names = names
    }

    /// Runs the command to its end.
    func record() throws -> (outcome: Outcome, calls: [TracedCall]) {
        let outcome = try run(strace([]))
        return (outcome, try calls())
    }

    /// Runs the command and kills it where it is about to make the call, which is then not made.
    ///
    /// - Returns: what was about to be changed; nil where the command came to its end.
    func kill(at call: TracedCall) throws -> String? {
        let outcome = try run(strace(["-e", "inject=\(call.name):signal=KILL:when=\(call.index)"]))
        guard outcome.status == 128 + 9 else { return nil }
        return try calls().last?.change
    }

    /// Runs the command, one of whose calls fails with this answer and is not made.
    ///
    /// - Returns: how it ended, and the call; nil where the run had another call in its place.
    func fail(_ call: TracedCall, with answer: String) throws -> (outcome: Outcome, failed: TracedCall?) {
        // With a filter in the kernel all other calls go at their usual speed; signals are not sent then.
        let outcome = try run(
            strace(["--seccomp-bpf", "-e", "inject=\(call.name):error=\(answer):when=\(call.index)"]))
        return (outcome, try calls().first { $0.text.contains("(INJECTED)") })
    }

    private func strace(_ more: [String]) -> [String] {
        let options = ["-f", "-y", "-qq", "-o", file, "-e", "trace=" + names.joined(separator: ",")]
        return ["strace"] + options + more + command
    }

    private func calls() throws -> [TracedCall] {
        var counts: [Substring: Int] = [:]
        return try must("cat", file).split(separator: "\n").compactMap { line in
            guard let start = line.firstIndex(of: " ").map(line.index(after:)) else { return nil }
            let text = line[start...].drop { $0 == " " }
            guard let end = text.firstIndex(of: "("), names.contains(String(text[..<end])) else { return nil }
            counts[text[..<end], default: 0] += 1
            return TracedCall(
                name: String(text[..<end]), index: counts[text[..<end], default: 0], text: String(text))
        }
    }
}
