// SPDX-License-Identifier: MIT

import Glibc
import TestSupport
import Testing

/// What a program did to a file, in order.
enum RecordedCall {
    case write(offset: Int, bytes: [UInt8])
    case flush
    /// The file was given another length, with zeros where it is longer.
    case resize(Int)
}

/// Records what this very process does to a file, as the kernel sees it: by strace(1).
enum WriteRecorder {
    static func record(_ image: DiskImage, _ body: () throws -> Void) throws -> [RecordedCall] {
        let (trace, log) = (image.folder + "/trace", image.folder + "/strace")
        let calls = "pwrite64,pwritev,pwritev2,write,writev,fsync,fdatasync,ftruncate,fallocate"
        var tracer = try spawn(
            [
                "strace", "-f", "-q", "-xx", "-s", "1048576", "-e", "trace=" + calls, "-P", image.path, "-o", trace,
                "-p",
                String(getpid()),
            ], errors: log)
        defer { end(&tracer) }
        // A flush that shows up says that the tracer is there.
        try wait("strace does not begin: \(Project.contents(of: log))") {
            fsync(image.descriptor)
            return !Project.contents(of: trace).isEmpty
        }
        try body()
        end(&tracer)
        return try Project.contents(of: trace).split(separator: "\n").compactMap { try call(String($0)) }
    }

    private static func spawn(_ words: [String], errors: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT, 0o600)
        // The threads that tests run on let hardly any signal through, and a child is born with their mask.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var process = pid_t()
        try #require(posix_spawnp(&process, words[0], &actions, &attributes, &arguments, environ) == 0)
        return process
    }

    /// It lets go of what it traces before it ends.
    private static func end(_ tracer: inout pid_t) {
        guard tracer > 0 else { return }
        kill(tracer, SIGTERM)
        while waitpid(tracer, nil, 0) == -1 && errno == EINTR {}
        tracer = 0
    }

    private static func wait(_ complaint: @autoclosure () -> String, until isSo: () -> Bool) throws {
        for _ in 0..<10_000 {
            if isSo() { return }
            usleep(1000)
        }
        Issue.record("\(complaint())")
        throw Unrecorded()
    }

    struct Unrecorded: Error {}

    /// One line of strace's: `PID pwrite64(5, "\x00…", 512, 1024) = 512`.
    private static func call(_ line: String) throws -> RecordedCall? {
        let parts = line.split(separator: " ", maxSplits: 1).map { $0.drop { $0 == " " } }
        guard parts.count == 2, let open = parts[1].firstIndex(of: "(") else { return nil }
        switch parts[1][..<open] {
        case "fsync", "fdatasync": return .flush
        case "ftruncate":
            let numbers = parts[1].split { !$0.isNumber }.compactMap { Int($0) }
            try #require(numbers.count >= 2, "\(line)")
            return .resize(numbers[1])
        case "pwrite64":
            let words = parts[1].split(separator: "\"", omittingEmptySubsequences: false)
            try #require(words.count == 3, "\(line.prefix(100))")
            let bytes = decoded(words[1])
            let numbers = words[2].split { !$0.isNumber }.compactMap { Int($0) }
            try #require(numbers.count >= 2 && numbers[0] == bytes.count, "\(words[2])")
            return .write(offset: numbers[1], bytes: bytes)
        default:
            Issue.record("a call that is not replayed: \(line.prefix(100))")
            return nil
        }
    }

    /// The bytes of `\x00\x01…`.
    private static func decoded(_ text: Substring) -> [UInt8] {
        let letters = Array(text.utf8)
        return stride(from: 0, to: letters.count - 3, by: 4).map {
            digit(letters[$0 + 2]) << 4 | digit(letters[$0 + 3])
        }
    }

    private static func digit(_ letter: UInt8) -> UInt8 {
        letter > UInt8(ascii: "9") ? letter - UInt8(ascii: "a") + 10 : letter - UInt8(ascii: "0")
    }
}

extension Project {
    /// The text of a file anywhere; empty where it cannot be read.
    static func contents(of path: String) -> String {
        guard let stream = fopen(path, "r") else { return "" }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
