// SPDX-License-Identifier: MIT

import TestSupport
import Testing

extension CrashBench {
    /// Runs the command undisturbed, then again and again, each time with another call that fails.
    ///
    /// - Parameters:
    ///   - whole: is called after the undisturbed run.
    ///   - check: is told how the command ended and what failed; it makes the failure good.
    func playFaults(seed: UInt64, whole: () throws -> Void = {}, check: (Int32, String) throws -> Void) throws {
        let names = FaultTests.answers.keys.filter { !$0.contains("_") } + ["ioctl"]
        let trace = trace(of: names)
        try start()
        let (outcome, calls) = try trace.record()
        try #require(outcome.status == 0, "\(outcome.words)")
        try whole()
        let cases = Fault.choose(of: calls, folder: sandbox.folder, seed: seed)
        Figure.note(cases.count, "calls that fail: \(name)")
        try #require(cases.count >= min(FaultTests.sample, 30))
        var failures = 0
        for (call, answer) in cases {
            try start()
            let (outcome, failed) = try trace.fail(call, with: answer)
            if failed != nil { failures += 1 }
            let words = "\(answer) to \((failed ?? call).text.prefix(120))"
            Fault.judge(outcome, words)
            try check(outcome.status, words)
        }
        #expect(failures > cases.count / 2, "the calls are there to fail")
    }
}

/// A call that fails.
enum Fault {
    /// Every call that matters with every answer to it, or some of them.
    static func choose(of calls: [TracedCall], folder: String, seed: UInt64) -> [(TracedCall, String)] {
        var random = SeededGenerator(seed: seed)
        var all: [(TracedCall, String)] = []
        let loops = Set(calls.filter { $0.change != nil }.compactMap(\.loop))
        for call in calls where matters(call, folder, loops) {
            for answer in FaultTests.answers[call.control] ?? [] { all.append((call, answer)) }
        }
        return FaultTests.sample < all.count ? Array(all.shuffled(using: &random).prefix(FaultTests.sample)) : all
    }

    /// All that is asked of loops, written, and made, and what is opened of the store's own or to be written.
    ///
    /// What is only looked at of other stores and of the machine is left out, and so is the manifest.
    private static func matters(_ call: TracedCall, _ folder: String, _ loops: Set<Substring>) -> Bool {
        guard call.name.hasPrefix("openat") else { return true }
        if let loop = call.loop { return loops.contains(loop) }
        let places = [folder, "/dev/loop-control", "O_RDWR", "O_WRONLY", "/var/lib/loopwright"]
        return !call.text.contains("manifest") && places.contains { call.text.contains($0) }
    }

    /// A failure is told in a sentence, and nothing of the program's insides.
    static func judge(_ outcome: Outcome, _ words: String) {
        #expect([0, 1, 3, 65].contains(outcome.status), "\(words): \(outcome.words)")
        let said = outcome.output + outcome.errors
        for inside in ["Fatal error", "Swift/", ".swift:", "Program crashed", "Optional("] {
            #expect(!said.contains(inside), "\(words): \(outcome.words)")
        }
        guard outcome.status != 0 else { return }
        let isTold = said.split(separator: "\n").contains {
            $0.contains("cannot ") || $0.contains("blocked: ") || $0.contains("failed: ")
        }
        #expect(isTold, "\(words): \(outcome.words)")
    }
}

extension TracedCall {
    /// The loop that the call is of: `loop3`.
    fileprivate var loop: Substring? { text.firstMatch(of: /\/dev\/(loop[0-9]+)/)?.output.1 }

    /// What an ioctl is for; else the call's name.
    var control: String {
        guard name == "ioctl" else { return name }
        return FaultTests.answers.keys.first { $0.contains("_") && text.contains($0) } ?? name
    }
}
