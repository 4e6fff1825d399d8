// SPDX-License-Identifier: MIT

import ArgumentParser

/// The command: parses its arguments, runs one of its verbs, and exits with what that verb has to say.
@main
struct Loopwright: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loopwright",
        abstract: "Keeps partitioned loop devices the way one manifest says they should be.",
        discussion: """
            The manifest is every *.yaml in /etc/loopwright/, or what --manifest names. 'plan' says what would be \
            done, 'apply' does it, and doing it again changes nothing. No manifest destroys data: what would need \
            that is blocked, with the reason and what would permit it. Only 'remove', 'shrink' and 'wipe' give \
            anything up, and ask before they do.

            Exit codes: 0 converged or nothing to do, 1 an operation failed, 2 changes are pending (plan, status), \
            3 a store is blocked, 64 wrong usage, 65 invalid manifest, 77 not permitted.

            Examples:
              loopwright plan
              loopwright apply --wait 30s
            """,
        version: Version.text,
        subcommands: [
            Check.self, PlanCommand.self, Apply.self, AgentCommand.self, Status.self, ExplainCommand.self, Show.self,
            Describe.self, Import.self, Detach.self, Release.self, Remove.self, Shrink.self, Wipe.self,
            UndoCommand.self, SchemaCommand.self,
        ]
    )

    static func main() {
        Terminal.outliveReaders()
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let trouble as Trouble {
            Terminal.complain(trouble)
            exit(withError: trouble.exitCode)
        } catch {
            exit(withError: error)
        }
    }
}
