// SPDX-License-Identifier: MIT

import TestSupport
import Testing

/// The session that loopwright(8) shows under EXAMPLES is run line by line, as root.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Machine.has("mkfs.ext4"), "needs mkfs.ext4"))
struct ManualTests {
    /// The literal blocks under EXAMPLES: a manifest, then commands behind `# `.
    private static let blocks: [Substring] = {
        let page = Project.text(of: "docs/man/loopwright.8")
        let section = page.split(separator: "\n.Sh ").first { $0.hasPrefix("EXAMPLES\n") } ?? ""
        return section.matches(of: /(?s)\.Bd [^\n]*\n(.*?)\.Ed/).map(\.output.1)
    }()

    @Test func itsExamplesDoWhatIsSaid() throws {
        let sandbox = try Sandbox()
        defer { _ = try? sandbox.loopwright("detach", "--all") }
        let commands = ManualTests.blocks.joined().split(separator: "\n").filter { $0.hasPrefix("# ") }
        #expect(commands.count >= 20)
        try sandbox.write(moved(String(try #require(ManualTests.blocks.first)), to: sandbox), to: "manifest.yaml")
        for command in commands { try expectToDo(String(command.dropFirst(2)), in: sandbox) }
        #expect(sandbox.loops() == [])
    }

    /// Ends with 0, or where it only shows what would be done, with 2.
    private func expectToDo(_ command: String, in sandbox: borrowing Sandbox) throws {
        let words = command.split(separator: " ").map { moved(String($0), to: sandbox) }
        let isDryRun = words.contains("--dry-run") || words.prefix(2) == ["loopwright", "plan"]
        let knowsNoManifest = ["describe", "schema"].contains { words.prefix(2) == ["loopwright", $0] }
        let manifest =
            words[0] == "loopwright" && !knowsNoManifest ? ["--manifest", sandbox.path("manifest.yaml")] : []
        let program = words[0] == "loopwright" ? [Sandbox.binary] : [words[0]]
        let outcome = try run(program + words.dropFirst() + manifest)
        #expect(outcome.status == (isDryRun ? 2 : 0), "\(command): \(outcome.words)")
    }

    /// The same text for the sandbox's store, whose image and saved plan are in its folder.
    private func moved(_ text: String, to sandbox: borrowing Sandbox) -> String {
        text.replacing("/etc/loopwright/appliance.yaml", with: sandbox.path("manifest.yaml"))
            .replacing("appliance", with: sandbox.store("a")).replacing("/var/lib/images", with: sandbox.folder)
            .replacing("/root/", with: sandbox.folder + "/")
    }
}
