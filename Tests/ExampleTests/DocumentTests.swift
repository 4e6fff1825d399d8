// SPDX-License-Identifier: MIT

import TestSupport
import Testing

/// README and the manual: their links lead somewhere, and what they name there is.
@Suite struct DocumentTests {
    static let pages = ["README.md"] + Project.files(in: "docs", ending: ".md")

    @Test(arguments: pages) func itsLinksLeadToFiles(_ page: String) {
        let folder = page.split(separator: "/").dropLast().map { $0 + "/" }.joined()
        for target in Project.text(of: page).matches(of: /\]\(([^)\s]+)\)/).map(\.output.1) {
            guard !target.contains("://") else { continue }
            let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let file = parts[0].isEmpty ? page : folder + parts[0]
            #expect(Project.exists(file), "\(page) links to '\(target)'")
            guard parts.count == 2 else { continue }
            #expect(headings(of: file).contains(String(parts[1])), "\(page) links to '\(target)'")
        }
    }

    @Test(arguments: pages) func itsCommandsAndOptionsExist(_ page: String) throws {
        let help = try Dictionary(
            uniqueKeysWithValues: Program.commands.map { ($0, try Program.run($0, "--help").output) })
        for words in invocations(in: Project.text(of: page)) {
            guard let command = words.first else { continue }
            let known = try #require(help[command], "\(page) names 'loopwright \(command)'")
            for option in words.dropFirst() where option.hasPrefix("--") {
                #expect(known.contains("  \(option) "), "\(page) names 'loopwright \(command) \(option)'")
            }
        }
    }

    /// The table of commands has each of them once, with options that its help knows.
    @Test func theReadmeHasEveryCommand() throws {
        let rows = Project.text(of: "README.md").split(separator: "\n").compactMap {
            $0.firstMatch(of: /^\| `(.+?)` \|/)
        }
        let commands = rows.map { $0.output.1.split(whereSeparator: { " │|…".contains($0) }).map(String.init) }
        let named = commands.filter { Program.commands.contains($0[0]) }
        #expect(named.map { $0[0] }.sorted() == Program.commands.sorted())
        for words in named {
            let help = try Program.run(words[0], "--help").output
            for option in words where option.hasPrefix("--") { #expect(help.contains("  \(option) "), "\(words)") }
        }
    }

    /// The words behind `loopwright` in code, be it a line of a block or a span in a sentence.
    private func invocations(in text: String) -> [[String]] {
        var isBlock = false
        return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
            if line.hasPrefix("```") { isBlock.toggle() }
            let found =
                isBlock
                ? line.matches(of: /^(?:\$ )?(?:sudo )?loopwright ([a-z].*)$/)
                : line.matches(of: /`loopwright ([a-z][^`]*)`/)
            return found.map { match in
                match.output.1.prefix { $0 != "#" }.split { " │|[]".contains($0) }.map(String.init)
            }
        }
    }

    /// The headings of a page as the parts of links that lead to them.
    private func headings(of page: String) -> [String] {
        Project.text(of: page).split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
            let title = line.drop { $0 == "#" }.drop { $0 == " " }.lowercased()
            return title.filter { $0.isLetter || $0.isNumber || " -_".contains($0) }.map {
                $0 == " " ? "-" : String($0)
            }
            .joined()
        }
    }
}
