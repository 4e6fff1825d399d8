// SPDX-License-Identifier: MIT

package import WrightApply
package import WrightKernel
import WrightModel
import WrightObserve

/// Carries out a pass: the same path that `apply` takes, for the stores concerned.
package struct PassRunner {
    private let trust: PathTrust

    package init(trust: PathTrust) { self.trust = trust }

    /// Converges the stores while nobody else may change the machine.
    ///
    /// Stores at which a glance is enough go first. It changes nothing and takes no lock.
    ///
    /// - Parameter report: called at every turn of the work, however long it takes in all.
    /// - Returns: what came of it for each store; nil where another loopwright is at work, for a person goes first.
    package func run(
        _ request: PassRequest, report: (Progress) -> Void
    ) throws(SyscallFailure) -> [PassOutcome]? {
        // Anew for each pass: udevd or the loop driver may have come since.
        let host = HostProbe.host()
        let reconciler = Reconciler(host: host, trust: trust)
        let unchanged = reconciler.unchanged(request.stores, since: request.plans, news: request.news, report: report)
        let quiet = unchanged.map { PassOutcome(plan: $0, steps: 0) }
        let done = Set(unchanged.map(\.name))
        let stores = request.stores.filter { !done.contains($0.name) }
        guard !stores.isEmpty else { return quiet }
        guard let lock = try ProgramLock.tryTake() else { return nil }
        var steps: [StoreName: Int] = [:]
        func count(_ progress: Progress) {
            if case .taken(_, let store) = progress { steps[store, default: 0] += 1 }
            report(progress)
        }
        let plans = converge(stores, reconciler, host, report: count)
        _ = consume lock
        return quiet + plans.map { PassOutcome(plan: $0, steps: steps[$0.name] ?? 0) }
    }

    /// The whole path: one look at everything serves the loops that have lost their disk and the first plans.
    private func converge(
        _ stores: [DesiredStore], _ reconciler: Reconciler, _ host: Host, report: (Progress) -> Void
    ) -> [StorePlan] {
        reconciler.tidyUp()
        let looks = reconciler.look(at: stores)
        let lost = zip(stores, looks).filter { $0.hasLostItsDisk(by: $1) }.map(\.0)
        guard !lost.isEmpty else { return reconciler.converge(stores, seen: looks, report: report).stores }
        let stuck = takeDown(lost, host, report: report)
        let rest = stores.filter { store in !stuck.contains { $0.name == store.name } }
        return reconciler.converge(rest, report: report).stores + stuck
    }

    /// Takes down loops whose disk has gone, and gives the plans of those that are in use and have to stay.
    private func takeDown(
        _ lost: [DesiredStore], _ host: Host, report: (Progress) -> Void
    ) -> [StorePlan] {
        let detacher = Detacher(host: host, desired: Desired(stores: lost), trust: trust)
        let plans = detacher.detach(.named(lost.map(\.name)), report: report).stores
        return plans.filter { $0.state != .converged }.map(\.ofLostDisk)
    }
}

extension DesiredStore {
    /// Whether the store's loop is to be taken down, for what it stands on has gone.
    ///
    /// Only that of a disk: a loop over a file that was deleted holds the only way to the bytes.
    fileprivate func hasLostItsDisk(by look: Reconciler.Look) -> Bool {
        backing.file == nil && attachment == .loop && look.observed.device?.hasLostItsBacking == true
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
