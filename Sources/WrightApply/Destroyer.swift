// SPDX-License-Identifier: MIT

import WrightFdisk
package import WrightKernel
package import WrightModel
import WrightPlan
import WrightTable

/// Gives up what a person names: partitions, the end of one, or a whole table.
package struct Destroyer {
    private let destruction: Destruction
    private let store: DesiredStore
    private let isDespiteManifest: Bool
    private let reconciler: Reconciler
    private let executor: Executor

    /// - Parameters:
    ///   - isDespiteManifest: whether what the manifest still has may go.
    ///   - manifest: the path of the manifest that the store is from.
    package init(
        _ destruction: Destruction, of store: DesiredStore, isDespiteManifest: Bool, host: Host, trust: PathTrust,
        manifest: String, backups: BackupFolder = BackupFolder()
    ) {
        self.destruction = destruction
        self.store = store
        self.isDespiteManifest = isDespiteManifest
        reconciler = Reconciler(host: host, trust: trust, manifest: manifest)
        executor = Executor(keeper: host.linkKeeper, trust: trust, manifest: manifest, backups: backups)
    }

    /// What is proposed to be done.
    package struct Proposal {
        /// Pending, with its steps and all that is lost; else why nothing is done.
        package let plan: StorePlan
        /// What the manifest would have made anew: a clause for each.
        package let again: [String]
        /// The store as it is to be converged where nothing comes of it, and afterwards.
        fileprivate let present: DesiredStore
        fileprivate let after: DesiredStore
        fileprivate let observed: ObservedStore
    }

    /// Looks at the store and into what would go; nothing is changed.
    package func look() -> Proposal {
        let observed = observed()
        let planner = DestructionPlanner(
            destruction, of: store, observed, host: reconciler.host, isDespiteManifest: isDespiteManifest,
            former: former(of: observed))
        let inspection = inspection(of: observed)
        let holdings = planner.targets.map { ($0.number, inspection.holding(of: $0, remainder: remainder)) }
        let outcome = planner.outcome(of: Dictionary(holdings) { first, _ in first })
        return Proposal(
            plan: outcome.plan, again: outcome.again, present: outcome.present, after: outcome.store,
            observed: observed)
    }

    /// Does what was proposed, and tells `report` of every turn.
    ///
    /// - Returns: the store's last plan: converged, or why not.
    package func perform(_ proposal: Proposal, report: (Progress) -> Void) -> StorePlan {
        let plan = proposal.plan
        report(.planned(plan))
        guard plan.state == .pending else { return plan }
        do {
            let claim = try claim(for: proposal)
            let shield = try executor.run(plan, file: store.backing.file, report: report)
            return withExtendedLifetime((claim, shield)) {
                reconciler.follow(plan, as: proposal.after, because: "it is done: \(plan.reason)", report: report)
            }
        } catch {
            // What the kernel let go of before something stood in the way comes back, by the table that is there now.
            if plan.device != nil { _ = reconciler.converge([look().present]) { _ in } }
            return plan.failed("\(error)")
        }
    }

    private var remainder: ByteCount { if case .shrink(_, let size) = destruction { size } else { .zero } }

    private func observed() -> ObservedStore { reconciler.observeWithOpeners(store) }

    private func inspection(of observed: ObservedStore) -> PartitionInspection {
        PartitionInspection(
            observed: observed, path: observed.device?.node ?? observed.backing.present?.path ?? "",
            sectorSize: observed.contents?.table.table?.sectorSize ?? observed.device?.sectorSize ?? .bytes512)
    }

    /// Keeps a partition that is shrunk from being mounted meanwhile, and has another look at what lies in it: the kernel
    /// gives a mounted partition another length as well.
    private func claim(for proposal: Proposal) throws -> DeviceClaim? {
        guard remainder > .zero, let loss = proposal.plan.losses.first, let node = loss.node else { return nil }
        let claim = try DeviceClaim.take(node)
        let holding = inspection(of: proposal.observed).holding(of: loss.partition, remainder: remainder)
        guard holding == loss.holding else {
            throw StepFailure.stale("what lies in '\(node)' has changed since it was looked at")
        }
        return claim
    }
}

// MARK: A wiping that was cut off

extension Destroyer {
    /// The table that the newest backup holds, where what is there are its remains.
    private func former(of observed: ObservedStore) -> PartitionTable? {
        guard destruction == .wipe, observed.contents?.table.table == nil, let present = observed.backing.present,
            let backup = (try? executor.backups.entries(of: store.name))?.first?.backup,
            backup.label.identity == present.identity
        else { return nil }
        let path = observed.device?.node ?? present.path
        guard let descriptor = try? OwnedDescriptor.open(path, .readOnly) else { return nil }
        return backup.tableBeingWiped(on: descriptor.raw)
    }
}
