// SPDX-License-Identifier: MIT

package import WrightApply
package import WrightKernel
package import WrightModel
import WrightObserve

/// Carries out a pass: the same path that `apply` takes, for the stores concerned.
package struct PassRunner {
    private let trust: PathTrust

    package init(trust: PathTrust) { self.trust = trust }

    /// Converges the stores while nobody else may change the machine.
    ///
    /// - Parameter report: called at every turn of the work, however long it takes in all.
    /// - Returns: what came of it for each store; nil where another loopwright is at work, for a person goes first.
    package func run(
        _ stores: [DesiredStore], report: (Progress) -> Void
    ) throws(SyscallFailure) -> [PassOutcome]? {
        guard let lock = try ProgramLock.tryTake() else { return nil }
        // Anew for each pass: udevd or the loop driver may have come since.
        let host = HostProbe.host()
        var steps: [StoreName: Int] = [:]
        func count(_ progress: Progress) {
            if case .taken(_, let store) = progress { steps[store, default: 0] += 1 }
            report(progress)
        }
        let reconciler = Reconciler(host: host, trust: trust)
        let stuck = takeDownLost(stores, reconciler, host, report: count)
        let plans = reconciler.converge(stores.filter { stuck[$0.name] == nil }, report: count).stores
        _ = consume lock
        return (plans + stuck.values).map { PassOutcome(plan: $0, steps: steps[$0.name] ?? 0) }
    }

    /// Takes down the loops whose disk has gone, and gives the plans of those that are in use and have to stay.
    ///
    /// Only those of disks: a loop over a file that was deleted holds the only way to the bytes.
    private func takeDownLost(
        _ stores: [DesiredStore], _ reconciler: Reconciler, _ host: Host, report: (Progress) -> Void
    ) -> [StoreName: StorePlan] {
        let onDisks = stores.filter { $0.backing.file == nil && $0.attachment == .loop }
        guard !onDisks.isEmpty else { return [:] }
        let lost = reconciler.look(at: onDisks).filter { $0.observed.device?.hasLostItsBacking == true }
        guard !lost.isEmpty else { return [:] }
        let detacher = Detacher(host: host, desired: Desired(stores: stores), trust: trust)
        let plans = detacher.detach(.named(lost.map(\.plan.name)), report: report).stores
        return Dictionary(plans.filter { $0.state != .converged }.map { ($0.name, $0.ofLostDisk) }) { first, _ in first
        }
    }
}

extension PassOutcome {
    /// The outcome of a pass that could not even begin.
    init(failureOf store: DesiredStore, _ failure: SyscallFailure) {
        let plan = StorePlan(
            name: store.name, state: .failed, reason: failure.description, backing: store.backing.file ?? "")
        self.init(plan: plan, steps: 0)
    }
}

extension StorePlan {
    /// The plan of a loop that cannot be taken down yet, with what has happened to it.
    fileprivate var ofLostDisk: StorePlan {
        var plan = self
        plan.reason = "its disk has gone, and \(reason)"
        plan.remedy = remedy.map { "\($0); the loop is taken down then" }
        return plan
    }
}
