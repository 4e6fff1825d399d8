// SPDX-License-Identifier: MIT

import TestSupport
import Testing

/// The sentences that the pages of trouble start from are those that the program says.
@Suite struct TroubleshootingTests {
    static let pages = ["troubleshooting", "repair", "undo", "saved-plans", "destroying"]
    static let sentences = pages.map { Project.text(of: "docs/\($0).md") }.joined(separator: "\n")
        .split(separator: "\n").compactMap { row in
            row.firstMatch(of: /^\| `([^`]+)` \|/).map { String($0.output.1) }
        }.filter { !["converged", "waiting", "pending", "blocked", "failed"].contains($0) }

    /// All literals of the sources, with those that are written in several pieces put together.
    static let literals = Project.files(in: "Sources", ending: ".swift").map(Project.text).joined()
        .replacing(/"\s*\+ "/, with: "").replacing(/\\\n\s*/, with: "")

    @Test func thereAreSentences() { #expect(TroubleshootingTests.sentences.count > 25) }

    @Test(arguments: sentences) func isSaid(_ sentence: String) {
        let parts: [Substring] = sentence.split { $0 == "…" }
        let pieces = parts.map { $0.drop { "'; ".contains($0) } }.filter { $0.count > 3 }
        #expect(!pieces.isEmpty)
        for piece in pieces {
            let isSaid = TroubleshootingTests.literals.contains(piece)
            #expect(isSaid, "nothing in the sources says '\(piece)'")
        }
    }
}
