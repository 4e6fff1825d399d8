// SPDX-License-Identifier: MIT

import TestSupport
import Testing

extension CrashBench {
    /// Runs the command undisturbed, then again and again, each time with another call that fails.
    ///
    /// - Parameters:
    ///   - whole: is called after the undisturbed run.
    ///   - check: is told what failed; it makes the failure good.
    func playFaults(seed: UInt64, whole: () throws -> Void = {}, check: (String) throws -> Void) throws {
        let names = FaultTests.answers.keys.filter { !$0.contains("_") } + ["ioctl"]
        let trace = trace(of: names)
        try start()
        let (outcome, calls) = try trace.record()
        try #require(outcome.status == 0, "\(outcome.words)")
        try whole()
        for (call, answer) in Fault.choose(of: calls, folder: sandbox.folder, seed: seed) {
            try start()
            let (outcome, failed) = try trace.fail(call, with: answer)
            let words = "\(answer) to \((failed ?? call).text.prefix(120))"
            Fault.judge(outcome, words)
            try check(words)
        }
    }
}

/// A call that fails.
enum Fault {
    /// Every call that matters with every answer to it, or some of them.
    ///
    /// What matters is what is opened and written of the stores, their devices and loopwright's own folders, and all that is
    /// asked of loops.
    static func choose(of calls: [TracedCall], folder: String, seed: UInt64) -> [(TracedCall, String)] {
        var random = SeededGenerator(seed: seed)
        let places = [folder, "/dev/loop", "/run/loopwright", "/var/lib/loopwright", "memfd:"]
        var all: [(TracedCall, String)] = []
        for call in calls where call.name == "ioctl" || places.contains(where: { call.text.contains($0) }) {
            for answer in FaultTests.answers[call.control] ?? [] { all.append((call, answer)) }
        }
        return FaultTests.isWhole ? all : Array(all.shuffled(using: &random).prefix(FaultTests.sample))
    }

    /// A failure is told in a sentence, and nothing of the program's insides.
    static func judge(_ outcome: Outcome, _ words: String) {
        #expect([0, 1, 3].contains(outcome.status), "\(words): \(outcome.words)")
        let said = outcome.output + outcome.errors
        for inside in ["Fatal error", "Swift/", ".swift:", "Program crashed", "Optional("] {
            #expect(!said.contains(inside), "\(words): \(outcome.words)")
        }
        guard outcome.status != 0 else { return }
        let isTold = said.split(separator: "\n").contains { $0.contains("cannot ") || $0.contains("blocked: ") }
        #expect(isTold, "\(words): \(outcome.words)")
    }
}

extension TracedCall {
    /// What an ioctl is for; else the call's name.
    var control: String {
        guard name == "ioctl" else { return name }
        return FaultTests.answers.keys.first { $0.contains("_") && text.contains($0) } ?? name
    }
}
