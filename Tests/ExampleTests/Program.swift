// SPDX-License-Identifier: MIT

import Glibc
import TestSupport
import Testing

/// The program under test, as a user runs it.
enum Program {
    static let commands = [
        "check", "plan", "apply", "agent", "status", "explain", "show", "describe", "import", "detach", "release",
        "remove", "shrink", "wipe", "undo", "schema",
    ]

    /// On a terminal of 80 columns, whatever the tests run on.
    static func run(_ words: String...) throws -> Outcome {
        try #require(Command.run(["env", "COLUMNS=80", Project.binary] + words), "cannot run '\(Project.binary)'")
    }

    /// What `check` says of a manifest, which nobody but the tests could have written.
    static func check(_ path: String) throws -> Outcome { try run("check", "--trust-paths", "--manifest", path) }

    /// What `check` says of a manifest's text.
    static func check(text: String) throws -> Outcome {
        var name = Array("/tmp/loopwright-manifest.XXXXXX".utf8CString)
        let descriptor = mkstemp(&name)
        try #require(descriptor >= 0)
        let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        let bytes = Array(text.utf8)
        try #require(write(descriptor, bytes, bytes.count) == bytes.count)
        close(descriptor)
        return try check(path)
    }
}
