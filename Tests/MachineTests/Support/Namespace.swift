// SPDX-License-Identifier: MIT

import Testing

/// A mount namespace of a test's own: what is mounted in it is seen by the commands that run in it alone.
struct Namespace {
    private let keeper: Background

    /// - Parameter script: what is mounted; it runs in the namespace.
    init(_ script: String, in sandbox: borrowing Sandbox) throws {
        let (ready, errors) = (sandbox.path("namespace"), sandbox.path("namespace-errors"))
        keeper = try Background(
            [
                "unshare", "--mount", "--propagation", "private", "sh", "-euc",
                script + "\necho ready; exec sleep infinity",
            ],
            log: errors, output: ready)
        let isReady = try eventually { try must("cat", ready) == "ready\n" }
        let words = try must("cat", errors)
        try #require(isReady, "\(words)")
    }

    /// The words that run a command in the namespace, in this process's working folder.
    func words(_ command: [String]) -> [String] {
        ["nsenter", "--mount=/proc/\(keeper.process)/ns/mnt", "--wd=."] + command
    }

    func run(_ command: [String]) throws -> Outcome { try MachineTests.run(words(command)) }

    func loopwright(_ words: String..., in sandbox: borrowing Sandbox) throws -> Outcome {
        try run([Sandbox.binary] + words + ["--manifest", sandbox.path("manifest.yaml")])
    }

    func shell(_ script: String) throws -> String {
        let outcome = try run(["sh", "-euc", script])
        try #require(outcome.status == 0, "\(outcome.words)")
        return outcome.output.hasSuffix("\n") ? String(outcome.output.dropLast()) : outcome.output
    }
}
