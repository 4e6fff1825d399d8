// SPDX-License-Identifier: MIT

import ArgumentParser
import WrightKernel

/// How much is said of work while it goes on.
struct Loudness: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Say nothing where all goes well.") var quiet = false
    @Flag(name: .shortAndLong, help: "Tell of each step how long it took, and its system calls.") var verbose = false

    func validate() throws {
        guard !(quiet && verbose) else { throw ValidationError("Say --quiet or --verbose, not both.") }
    }

    /// A document on standard output leaves no room for words.
    func validate(json: Bool) throws {
        guard !(verbose && json) else {
            throw ValidationError("Say --json or --verbose: the one is for programs, the other for people.")
        }
    }
}
