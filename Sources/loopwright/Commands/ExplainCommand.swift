// SPDX-License-Identifier: MIT

import ArgumentParser
import WrightApply
import WrightKernel
import WrightModel
import WrightObserve
import WrightReport
import WrightText

/// Why a store is in its state: what stands in the way, what would permit to go on, and what was looked at.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell why a store is in its state, and what would permit to go on.",
        usage: "loopwright explain <store> [<options>]",
        discussion: """
            First what stands in the way and what would end that; then all that was looked at: the backing and what it \
            lies on, the disks that nearly fit, what is on it, the loop, the links, and who uses any of it. It only \
            reads, and ends with 0 whatever the state is.

            Example:
              loopwright explain appliance
            """
    )

    @Argument(help: ArgumentHelp("The store.", valueName: "store"), completion: Completion.store)
    var store: String
    @OptionGroup var manifest: ManifestOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "Print what was found as JSON.") var json = false

    func run() throws {
        let workshop = try Workshop(manifest, stores: [store])
        guard let desired = workshop.selected.first, let look = workshop.look(closely: true).stores.first else {
            throw Trouble.usage("there is no store '\(store)'")
        }
        var line = AgentLine(manifest)
        let agent = line.view(within: .seconds(2))?.stores.first { $0.name == desired.name }
        let explanation = Explanation(
            desired, look.observed, look.plan, EvidenceObserver.evidence(of: desired, look.observed), agent: agent)
        if json {
            Terminal.say(JSONText.pretty(ExplanationDocument.json(explanation)))
        } else {
            Terminal.say(ExplanationText(output.page, isRoot: Capabilities.isRoot).lines(of: explanation))
        }
    }
}
