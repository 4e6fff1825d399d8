// SPDX-License-Identifier: MIT

import WrightModel

/// The diagnostics that have been found so far.
struct Findings {
    /// The most that are kept of one file: enough for any person, and a bound for hostile text.
    static let limit = 1000

    private var found: [String: [Diagnostic]] = [:]

    var isEmpty: Bool { found.isEmpty }

    mutating func add(_ mistake: Mistake, at place: Place) {
        guard accepts(place.location.file) else { return }
        found[place.location.file, default: []].append(
            Diagnostic(
                location: place.location, path: place.path.text, problem: mistake.problem, remedy: mistake.remedy))
    }

    /// Whether another diagnostic of this file would be kept.
    func accepts(_ file: String) -> Bool { found[file, default: []].count < Findings.limit }

    /// The diagnostics by file in the given order, then by position; of those at one position, the first found first.
    func sorted(files: [String]) -> Diagnostics {
        Diagnostics(
            all: files.flatMap { file in
                let sorted = Findings.sorted(found[file, default: []])
                return sorted + Findings.addition(to: sorted)
            })
    }

    private static func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        diagnostics.enumerated().sorted { left, right in
            let (first, second) = (left.element.location, right.element.location)
            return (first.line, first.column, left.offset) < (second.line, second.column, right.offset)
        }.map(\.element)
    }

    /// Says of a file whose diagnostics are full that there may be more.
    private static func addition(to full: [Diagnostic]) -> [Diagnostic] {
        guard full.count == limit, let last = full.last else { return [] }
        let problem = "the file has \(limit) mistakes or more"
        return [Diagnostic(location: last.location, path: "", problem: problem, remedy: "mend these first")]
    }
}

/// What is wrong with a value, and what would be right.
struct Mistake: Error, Hashable {
    let problem: String
    let remedy: String

    init(_ problem: String, _ remedy: String) {
        self.problem = problem
        self.remedy = remedy
    }
}
