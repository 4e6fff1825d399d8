// SPDX-License-Identifier: MIT

import ArgumentParser
import WrightApply
import WrightModel
import WrightReport
import WrightText

/// The layout of a store, an image or a device, to scale.
struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the layout of a store, an image or a device, to scale.",
        usage: "loopwright show <what> [<options>]",
        discussion: """
            A word with a '/' in it is a path, any other the name of a store.

            Examples:
              loopwright show appliance
              loopwright show /srv/raspios.img
            """
    )

    @Argument(
        help: ArgumentHelp("A store of the manifest, or the path of an image or a device.", valueName: "what"),
        completion: Completion.storeOrPath)
    var what: String
    @OptionGroup var manifest: ManifestOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "Print the layout as JSON.") var json = false

    func run() throws {
        let input = try what.contains("/") ? Specimen(at: what).picture : stored()
        if json {
            Terminal.say(JSONText.pretty(LayoutDocument.json(input)))
        } else {
            Terminal.say(LayoutPicture(output.page).lines(of: input))
        }
    }

    /// What is there; for a store whose backing is not there yet, what would be made.
    private func stored() throws -> LayoutPictureInput {
        guard let look = try Workshop(manifest, stores: [what]).look(closely: true).stores.first else {
            throw Trouble.usage("there is no store '\(what)'")
        }
        return try LayoutPictureInput(look.observed, look.plan)
    }
}

extension LayoutPictureInput {
    init(_ observed: ObservedStore, _ plan: StorePlan) throws(Trouble) {
        let planned = plan.steps.lazy.compactMap(\.step.newFile).first
        guard let size = observed.device?.size ?? observed.backing.present?.size ?? planned?.size else {
            throw .failed("there is nothing to show of '\(plan.name)': \(plan.reason)")
        }
        let table = planned?.table.map { TableReading.present($0.after) } ?? .absent
        self.init(
            title: plan.name.text, node: plan.device, size: size,
            contents: observed.contents ?? Contents(table: table, signatures: [], holdsData: false),
            partitions: plan.partitions, links: plan.links
        )
    }
}

extension Step {
    /// The file that the step makes.
    fileprivate var newFile: NewFile? {
        if case .createFile(let file) = self { file } else { nil }
    }
}
