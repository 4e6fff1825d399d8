// SPDX-License-Identifier: MIT

import TestSupport
import Testing

/// What each command says of itself.
@Suite struct HelpTests {
    static let pages = [["--help"]] + Program.commands.flatMap { [["help", $0], [$0, "--help"]] }

    @Test(arguments: pages) func fitsATerminalAndShowsAnExample(_ words: [String]) throws {
        let help = try #require(Command.run(["env", "COLUMNS=80", Project.binary] + words))
        #expect(help.status == 0 && help.errors.isEmpty)
        let lines = help.output.split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines { #expect(line.count <= 80, "\(line)") }
        let example = try #require(lines.firstIndex { $0 == "Example:" || $0 == "Examples:" }, "\(help.output)")
        #expect(lines[example + 1].hasPrefix("  loopwright "))
    }

    /// The examples are themselves right: they name commands and options that there are.
    @Test(arguments: Program.commands) func itsExamplesNameWhatThereIs(_ command: String) throws {
        let help = try Program.run(command, "--help").output
        for line in help.split(separator: "\n") where line.hasPrefix("  loopwright ") {
            let words = line.split(separator: " ").dropFirst()
            #expect(words.first.map(String.init) == command)
            for option in words where option.hasPrefix("--") { #expect(help.contains("  \(option) "), "\(line)") }
        }
    }

    @Test func theProgramNamesItsCommands() throws {
        let help = try Program.run("--help").output
        for command in Program.commands { #expect(help.contains("\n  \(command) ")) }
    }

    @Test(arguments: [["plan", "--colour"], ["detach"], ["apply", "--wait", "soon"], ["frobnicate"]])
    func wrongUsageIsToldOnStandardError(_ words: [String]) throws {
        let outcome = try #require(Command.run([Project.binary] + words))
        #expect(
            outcome.status == 64 && outcome.output.isEmpty && outcome.errors.contains("Error: "), "\(outcome.words)")
    }
}
