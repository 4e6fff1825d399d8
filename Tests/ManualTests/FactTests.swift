// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightAgent
import WrightModel

/// States, exit codes, files, variables and times stand in the manual pages as the sources have them.
@Suite struct FactTests {
    private let page = ManualPage.command
    private static let sources = Project.files(in: "Sources", ending: ".swift").map(Project.text).joined()

    @Test func hasEveryStateAndNoOther() {
        #expect(page.section("STATES").items("Cm").map(\.name) == StoreState.allCases.map(\.rawValue))
    }

    /// The sources make them, the help names them.
    @Test func hasEveryExitCodeAndNoOther() throws {
        let codes = page.section("EXIT STATUS").lines.compactMap { $0.firstMatch(of: /^\.It (\d+)$/)?.output.1 }
        let made = FactTests.sources.matches(of: /ExitCode\((\d+)\)/).map(\.output.1)
        #expect(Set(codes) == Set(made + ["0"]))
        let help = try #require(Command.run([Project.binary, "--help"])).output.split(separator: "\n").joined(
            separator: " ")
        let sentence = try #require(help.firstMatch(of: /Exit codes: ([^.]*)\./)).output.1
        #expect(codes == sentence.matches(of: /\d+/).map(\.output))
    }

    @Test func hasEveryVariableAndNoOther() {
        let named = FactTests.sources.matches(of: /[Ee]nvironment\("([A-Z_]+)"\)/).map { String($0.output.1) }
        let locale = FactTests.sources.firstMatch(of: /\[("LC_ALL".*?)\]\.lazy/).map { $0.output.1 } ?? ""
        let all = named + locale.matches(of: /[A-Z_]+/).map { String($0.output) }
        #expect(Set(page.section("ENVIRONMENT").items("Ev").map(\.name)) == Set(all))
    }

    /// What is below loopwright's own folders, and what it reads of /etc.
    @Test func hasEveryFileAndNoOther() {
        let files = Set(page.section("FILES").items("Pa").map(\.name))
        let literals = FactTests.sources.matches(of: /"(\/(?:etc|run\/loopwright|var)\/?[^"\\]*)"/).map { $0.output.1 }
        let below = FactTests.sources.matches(of: /(?:ProgramLock\.folder|folder) \+ "(\/(?:agents|manifests|lock))"/)
        let known = literals.map(String.init) + below.map { "/run/loopwright\($0.output.1)" } + FactTests.elsewhere
        let others = ["/run/loopwright", "/etc/udev/rules.d"]
        #expect(files == Set(known).subtracting(others))
    }

    /// What the sources put together, and what the Makefile installs.
    private static let elsewhere = ["/dev/disk/by-loopwright", "/usr/lib/udev/rules.d/65-loopwright.rules"]

    @Test func theAgentsTimesAreThose() {
        let limits = AgentLimits()
        let text = ManualPage.service.lines.joined(separator: " ")
        let milliseconds = limits.retry.first.components.attoseconds / 1_000_000_000_000_000
        for clause in [
            "more than \(limits.mendings) times within \(limits.mendingPeriod.components.seconds) seconds",
            "for \(limits.surrender.first.components.seconds) seconds at first and "
                + "\(limits.surrender.longest.components.seconds) seconds at last",
            "again after \(milliseconds) milliseconds",
            "after \(limits.retry.longest.components.seconds) seconds at last",
            "looked at every \(limits.fullLook.components.seconds) seconds",
        ] {
            #expect(text.contains(clause), "\(clause)")
        }
    }

    @Test func theUnitsAndTheJournalsFieldsAreThose() {
        let page = ManualPage.service
        let units = Project.names(in: "systemd")
        let shown = page.section("FILES").items("Pa").filter { $0.name.hasSuffix(".service") }
        #expect(units.sorted() == shown.compactMap { $0.name.split(separator: "/").last.map(String.init) })
        let journal = Project.text(of: "Sources/loopwright/Journal.swift")
        let fields = journal.matches(of: /\("([A-Z_]+)",/).map { String($0.output.1) }
        #expect(page.section("MESSAGES").items("Dv").map(\.name) == fields)
        for unit in units {
            #expect(Project.text(of: "systemd/\(unit)").contains("\nDocumentation=man:loopwright-agent.service(8)\n"))
        }
    }

    /// Lines of fstab are those of `docs/boot.md`, which the tests on booted machines mount by.
    @Test func itsLinesOfFstabAreThoseThatAreTried() {
        let boot = Project.text(of: "docs/boot.md")
        let lines = ManualPage.service.blocks.joined().split(separator: "\n").filter { $0.hasPrefix("/dev/disk/") }
        #expect(lines.count >= 4)
        for line in lines { #expect(boot.contains("\n\(line)\n"), "\(line)") }
    }
}
