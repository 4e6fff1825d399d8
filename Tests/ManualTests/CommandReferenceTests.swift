// SPDX-License-Identifier: MIT

import TestSupport
import Testing

/// loopwright(8) and the program name the same commands, and for each the same arguments and options.
@Suite struct CommandReferenceTests {
    private let items = ManualPage.command.section("COMMANDS").items("Ic")

    @Test func hasEveryCommandAndNoOther() throws {
        #expect(items.map(\.name) == (try ProgramHelp().commands.map(\.name)))
    }

    @Test func hasEveryArgumentAndOptionAndNoOther() throws {
        let all = ManualPage.command.section("OPTIONS").words("Fl").map { "-\($0)" }
        for command in try ProgramHelp().commands where command.name != "help" {
            let item = try #require(items.first { $0.name == command.name })
            #expect(item.words.filter { !["Op", "Ar", "..."].contains($0) }.dropFirst() == command.arguments[...])
            let common = ["--help", "-h", "--version"]
            for option in common { #expect(command.options[option] != nil && all.contains(option), "\(option)") }
            let known = command.options.filter { !common.contains($0.key) }
            #expect(options(of: item) == known, "\(command.name)")
        }
    }

    /// The options of an item's own list, and those of the parts of OPTIONS that it refers to.
    private func options(of item: ManualPage.Item) -> [String: String?] {
        let parts = item.lines.compactMap { $0.firstMatch(of: /^\.Sx ([A-Z][a-z]+ options)/).map(\.output.1) }
        let lists = parts.map { ManualPage.command.section(String($0)).lines } + [item.lines]
        let heads = lists.joined().filter { $0.hasPrefix(".It Fl ") }
        return Dictionary(heads.flatMap(options)) { first, _ in first }
    }

    /// `.It Fl q , Fl -quiet` has two names, `.It Fl -out Ar file` a value.
    private func options(in head: String) -> [(String, String?)] {
        let value = head.firstMatch(of: /\ Ar (\S+)$/).map { String($0.output.1) }
        return head.matches(of: /Fl (\S+)/).map { ("-\($0.output.1)", value) }
    }
}
