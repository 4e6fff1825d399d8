// SPDX-License-Identifier: MIT

import ArgumentParser
import WrightApply
import WrightKernel
import WrightManifest
import WrightModel
import WrightObserve
import WrightReport

/// What the commands have in common that give something up: it is shown, asked for by its name, and looked at once more.
struct Farewell: ParsableArguments {
    @OptionGroup var manifest: ManifestOptions
    @OptionGroup var lock: LockOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "Only show what would be lost.") var dryRun = false
    @Flag(help: "Do not ask.") var yes = false
    @Flag(help: "Print the outcome as JSON.") var json = false

    /// - Parameters:
    ///   - name: what the person types to go on: the store, or its partitions.
    ///   - isDespiteManifest: whether what the manifest still has may go.
    func run(
        _ destruction: Destruction, of store: String, called name: String, isDespiteManifest: Bool = false
    ) throws {
        guard Capabilities.isRoot else { throw Trouble.notPermitted(.needsRoot) }
        let destroyer = try destroyer(destruction, of: store, isDespiteManifest: isDespiteManifest)
        var shown: Destroyer.Proposal?
        if dryRun || !yes {
            let proposal = destroyer.look()
            if dryRun || proposal.plan.state != .pending {
                let plan = Plan(stores: [proposal.plan])
                Terminal.show(plan, as: output, json: json)
                warn(of: proposal)
                return try plan.exit()
            }
            try confirm(proposal, name)
            shown = proposal
        }
        let outcome = try Mutation.run(lock) { try perform(destroyer, destruction.command, as: shown) }
        if json { Terminal.show(outcome, as: output, json: true) }
        try outcome.exit()
    }

    private func destroyer(
        _ destruction: Destruction, of name: String, isDespiteManifest: Bool
    ) throws(Trouble) -> Destroyer {
        let loader = ManifestLoader(manifest)
        let stores = try loader.load().stores(named: [name])
        guard let store = stores.first else { throw .usage("there is no store '\(name)'") }
        let names = store.partitions.map(\.name.text)
        if let unknown = destruction.leaves.first(where: { !names.contains($0) && !isNumbered($0) }) {
            let known = names.isEmpty ? "none" : names.joined(separator: ", ")
            throw .usage(
                "the manifest has no partition '\(unknown)' of store '\(name)', there is \(known); "
                    + "one that it does not name is called 'part' and its number")
        }
        return Destroyer(
            destruction, of: store, isDespiteManifest: isDespiteManifest, host: HostProbe.host(),
            trust: manifest.trust, manifest: loader.path)
    }

    /// Whether a name is that of a partition by its number: `part3`.
    private func isNumbered(_ leaf: String) -> Bool {
        leaf.hasPrefix("part") && Int(leaf.dropFirst(4)).map { $0 > 0 && "part\($0)" == leaf } ?? false
    }

    /// Looks once more, for now nobody else of us changes anything.
    private func perform(
        _ destroyer: Destroyer, _ command: String, as shown: Destroyer.Proposal?
    ) throws(Trouble) -> Plan {
        let proposal = destroyer.look()
        if let shown, shown.plan != proposal.plan {
            throw .failed("the store has changed since it was shown; nothing was done")
        }
        var ticker = ApplyTicker(
            "loopwright \(command)", stores: 1, page: output.page, sound: json ? .mute : .plain)
        let outcome = Plan(stores: [destroyer.perform(proposal) { ticker.tell($0) }])
        ticker.finish(outcome)
        if shown == nil { warn(of: proposal) }
        return outcome
    }

    private func confirm(_ proposal: Destroyer.Proposal, _ name: String) throws(Trouble) {
        guard Terminal.canAsk, !json else {
            throw .usage("there is nobody to be asked; say --yes, or --dry-run to see what would be lost")
        }
        Terminal.show(Plan(stores: [proposal.plan]), as: output, json: false)
        warn(of: proposal)
        guard Terminal.ask("Type '\(name)' to go on:") == name else { throw .failed("nothing was done") }
    }

    /// Nothing here fights the manifest, and so it says what that will do.
    private func warn(of proposal: Destroyer.Proposal) {
        for clause in proposal.again {
            Terminal.note(
                "loopwright: the manifest has \(clause), which `apply` makes anew, and a running agent at once")
        }
    }
}

extension Destruction {
    /// The command that does it.
    fileprivate var command: String {
        switch self {
        case .remove: "remove"
        case .shrink: "shrink"
        case .wipe: "wipe"
        }
    }
}

/// A partition on the command line: `appliance/data`, `appliance/part3`.
struct PartitionArgument: ExpressibleByArgument, Hashable {
    let store: String
    let leaf: String

    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        (store, leaf) = (String(parts[0]), String(parts[1]))
    }

    var text: String { "\(store)/\(leaf)" }
}

/// A size on the command line, as a manifest writes it.
struct SizeArgument: ExpressibleByArgument {
    let size: ByteCount

    init?(argument: String) {
        guard let size = ByteCount(manifest: argument) else { return nil }
        self.size = size
    }
}
