// SPDX-License-Identifier: MIT

import TestSupport
import Testing

/// The manual pages by themselves: mandoc has nothing to say against them, and what they point at is there.
@Suite struct PageTests {
    @Test func thereAreThree() {
        #expect(ManualPage.all.map(\.name) == ["loopwright-agent.service.8", "loopwright.8", "loopwright.yaml.5"])
    }

    /// Whether a page of somebody else is installed is not for us to say.
    @Test(.enabled(if: Shell.has("mandoc"), "needs mandoc"), arguments: ManualPage.all)
    func mandocHasNothingToSay(_ page: ManualPage) throws {
        let file = "\(Project.root)/\(ManualPage.folder)/\(page.name)"
        let outcome = try #require(Command.run(["mandoc", "-T", "lint", "-W", "style", file]))
        let findings = outcome.output.split(separator: "\n").filter { !$0.contains("referenced manual not found") }
        #expect(!page.lines.isEmpty && findings == [])
    }

    @Test(arguments: ManualPage.all) func itsReferencesToOurPagesLeadThere(_ page: ManualPage) {
        let references = page.text.matches(of: /\.Xr (loopwright[^ \n]*) (\d)/).map { "\($0.output.1).\($0.output.2)" }
        #expect(!references.isEmpty)
        for reference in references { #expect(ManualPage.all.contains { $0.name == reference }, "\(reference)") }
    }

    @Test func theMakefileInstallsEach() {
        let makefile = Project.text(of: "Makefile")
        for page in ManualPage.all { #expect(makefile.contains("man\(page.name.suffix(1))/\(page.name)")) }
    }
}
