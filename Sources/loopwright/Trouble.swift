// SPDX-License-Identifier: MIT

import ArgumentParser
import WrightManifest
import WrightModel

/// What ends a command before it has anything to report, with the exit code that it ends with.
enum Trouble: Error {
    case usage(String)
    /// Every diagnostic, one on a line.
    case manifest([String])
    case notPermitted(Obstacle)
    case failed(String)
    /// A plan that no longer holds: what has changed, one on a line, and what to do.
    case outdated([String])

    /// The codes of sysexits(3) where there is one.
    var exitCode: ExitCode {
        switch self {
        case .usage: ExitCode(64)
        case .manifest: ExitCode(65)
        case .notPermitted: ExitCode(77)
        case .failed: ExitCode(1)
        case .outdated: ExitCode(3)
        }
    }

    var lines: [String] {
        switch self {
        case .usage(let sentence), .failed(let sentence): [sentence]
        case .manifest(let lines), .outdated(let lines): lines
        case .notPermitted(let obstacle): ["\(obstacle.sentence); \(obstacle.remedy)"]
        }
    }
}

extension Plan {
    /// The exit code of the manual: a failure goes before a blocked store, and that before pending changes.
    ///
    /// Orphans count where the manifest has them taken down.
    var exitCode: ExitCode {
        let states = Set((prunes ? orphans + stores : stores).map(\.state))
        if states.contains(.failed) { return ExitCode(1) }
        if states.contains(.blocked) { return ExitCode(3) }
        return states.contains(.pending) ? ExitCode(2) : .success
    }

    /// Ends the command with the plan's code; a code of zero ends nothing.
    func exit() throws {
        guard exitCode == .success else { throw exitCode }
    }
}
