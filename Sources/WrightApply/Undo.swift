// SPDX-License-Identifier: MIT

import WrightFdisk
package import WrightKernel
package import WrightModel
import WrightPlan
import WrightTable

/// Puts the partition table of before a change back, and has the kernel's partitions and the links follow.
package struct Undo {
    private let store: DesiredStore
    private let reconciler: Reconciler
    private let executor: Executor

    /// - Parameter manifest: the path of the manifest that the store is from.
    package init(
        _ store: DesiredStore, host: Host, trust: PathTrust, manifest: String, backups: BackupFolder = BackupFolder()
    ) {
        self.store = store
        reconciler = Reconciler(host: host, trust: trust, manifest: manifest)
        executor = Executor(keeper: host.linkKeeper, trust: trust, manifest: manifest, backups: backups)
    }

    /// What is proposed to be done.
    package struct Proposal {
        /// Pending, with the change of the table as its first step; else why nothing is done.
        package let plan: StorePlan
        /// What the manifest would have done to the table again, as the end of a sentence that begins with it.
        package var again: String?
        private(set) var work: Work?

        fileprivate init(plan: StorePlan) { self.plan = plan }

        fileprivate init(_ outcome: UndoPlanner.Outcome, _ work: Work) {
            plan = outcome.plan
            again = outcome.again
            self.work = work
        }
    }

    struct Work {
        let choice: BackupSelection.Choice
        /// Nil where the table is back already.
        let change: TableChange?
        /// The store as it is to be converged once its table is back.
        let store: DesiredStore
    }

    /// Looks at the store and its backups; nothing is changed.
    ///
    /// - Parameter wish: the number of a backup, or the beginning of its time; nil for the last change.
    package func look(for wish: String?) -> Proposal {
        let observed = observed()
        let planner = UndoPlanner(store, observed, host: reconciler.host)
        var outline = planner.outline()
        guard outline.state != .blocked else { return Proposal(plan: outline) }
        do {
            return try look(for: wish, observed, planner, outline)
        } catch let obstacle as Obstacle {
            outline.block(by: obstacle)
            return Proposal(plan: outline)
        } catch {
            return Proposal(plan: outline.failed("\(error)"))
        }
    }

    private func observed() -> ObservedStore { reconciler.observeWithOpeners(store) }

    private func look(
        for wish: String?, _ observed: ObservedStore, _ planner: UndoPlanner, _ outline: StorePlan
    ) throws -> Proposal {
        let session = StoreSession(plan: outline, file: store.backing.file)
        let descriptor = try session.openTable(trust: executor.trust)
        let selection = BackupSelection(
            store: store.name, entries: try executor.backups.entries(of: store.name), descriptor: descriptor.raw)
        // An undoing that was cut off is seen through first.
        if wish == nil, let last = selection.last {
            let proposal = try propose(last, observed, planner, descriptor)
            if proposal.plan.state != .converged { return proposal }
        }
        return try propose(try selection.choice(wish), observed, planner, descriptor)
    }

    private func propose(
        _ choice: BackupSelection.Choice, _ observed: ObservedStore, _ planner: UndoPlanner,
        _ descriptor: borrowing OwnedDescriptor
    ) throws -> Proposal {
        let label = choice.backup.label
        if let misfit = planner.misfit(of: label, number: choice.number, table: choice.backup.reading.table) {
            throw misfit
        }
        let restoration: TableRestoration
        do {
            restoration = try TableRestoration(
                of: choice.backup.pieces, sectorSize: label.sectorSize, to: descriptor.raw)
        } catch {
            throw Obstacle(
                "backup \(choice.number) cannot be put back: \(error)", remedy: "choose another with `--to`")
        }
        let change = restoration.change
        let outcome = planner.outcome(
            of: change, from: label, number: choice.number, contents: contents(lostBy: change, observed, descriptor),
            isDone: restoration.isDone)
        let work = Work(choice: choice, change: restoration.isDone ? nil : change, store: outcome.store)
        return Proposal(outcome, work)
    }

    /// What lies on the partitions that would go.
    private func contents(
        lostBy change: TableChange, _ observed: ObservedStore, _ descriptor: borrowing OwnedDescriptor
    ) -> [Int: Contents] {
        let inspection = PartitionInspection(
            observed: observed, path: descriptor.path, sectorSize: change.after.sectorSize)
        let lost = UndoPlanner.lost(by: change).map { ($0.number, inspection.contents(of: $0)) }
        return Dictionary(lost) { first, _ in first }
    }

    /// Does what was proposed, and tells `report` of every turn.
    ///
    /// - Returns: the store's last plan: converged, or why not.
    package func perform(_ proposal: Proposal, report: (Progress) -> Void) -> StorePlan {
        let plan = proposal.plan
        report(.planned(plan))
        guard let work = proposal.work, plan.state == .pending else { return plan }
        do {
            guard let change = work.change else { return followed(plan, work, report: report) }
            plan.steps.first.map { report(.began($0, plan)) }
            let begin = ContinuousClock.now
            let shield = try executor.restore(
                work.choice.backup, number: work.choice.number, as: change, in: plan, file: store.backing.file)
            let trace = StepTrace(time: begin.duration(to: .now), calls: CallTrace.take())
            plan.steps.first.map { report(.taken($0, plan.name, trace)) }
            return withExtendedLifetime(shield) { followed(plan, work, report: report) }
        } catch {
            return plan.failed("\(error)")
        }
    }

    private func followed(_ plan: StorePlan, _ work: Work, report: (Progress) -> Void) -> StorePlan {
        reconciler.follow(
            plan, as: work.store, because: "its table is that of backup \(work.choice.number)", report: report)
    }
}

extension StoreSession {
    /// Opens what the store's table is on for reading, with nothing kept of what was read before.
    func openTable(trust: PathTrust) throws -> OwnedDescriptor {
        guard device == nil else {
            let descriptor = try openDevice()
            try BlockDevice.flush(descriptor)
            return descriptor
        }
        guard let file else { throw StepFailure.stale("the store '\(store)' has no device to work on") }
        return try openBacking(file, .readOnly, trust: trust)
    }
}
