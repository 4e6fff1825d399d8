// SPDX-License-Identifier: MIT

package import WrightApply
package import WrightKernel
package import WrightModel
import WrightObserve

/// Carries out a pass: the same path that `apply` takes, for the stores concerned.
package struct PassRunner {
    private let trust: PathTrust
    private let manifest: String

    /// - Parameter manifest: the path of the manifest that the stores are from.
    package init(trust: PathTrust, manifest: String) {
        self.trust = trust
        self.manifest = manifest
    }

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
        let reconciler = Reconciler(host: host, trust: trust, manifest: manifest, neighbours: request.neighbours)
        let unchanged = reconciler.unchanged(request.stores, since: request.plans, news: request.news, report: report)
        let quiet = unchanged.map { PassOutcome(plan: $0, steps: 0) }
        let done = Set(unchanged.map(\.name))
        let stores = request.stores.filter { !done.contains($0.name) }
        guard !stores.isEmpty else { return quiet }
        guard let lock = try ProgramLock.tryTake() else { return nil }
        var steps = StepCount()
        func count(_ progress: Progress) {
            steps.take(progress)
            report(progress)
        }
        let plans = converge(stores, reconciler, host, report: count)
        _ = consume lock
        return quiet + steps.outcomes(of: plans)
    }

    /// Looks for what stores that have left the manifest have attached, and takes it down where the manifest says
    /// `prune`.
    ///
    /// - Parameter spared: those that are left alone.
    /// - Returns: what came of it for each that is or was there; nil where another loopwright is at work.
    package func prune(
        _ desired: Desired, besides spared: Set<StoreName>, report: (Progress) -> Void
    ) throws(SyscallFailure) -> [PassOutcome]? {
        let detacher = Detacher(host: HostProbe.host(), desired: desired, trust: trust, manifest: manifest)
        var steps = StepCount()
        let found = detacher.plan(.left(besides: spared)).stores
        // A look changes nothing and takes no lock; before anything is taken down there is another one under it.
        guard found.contains(where: { $0.state == .pending }) else { return steps.outcomes(of: found) }
        guard let lock = try ProgramLock.tryTake() else { return nil }
        let plans = detacher.detach(.left(besides: spared)) { progress in
            steps.take(progress)
            report(progress)
        }
        _ = consume lock
        return steps.outcomes(of: plans.stores)
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
        let detacher = Detacher(host: host, desired: Desired(stores: lost), trust: trust, manifest: manifest)
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

/// How many steps were taken for each store.
private struct StepCount {
    private var steps: [StoreName: Int] = [:]

    mutating func take(_ progress: Progress) {
        if case .taken(_, let store, _) = progress { steps[store, default: 0] += 1 }
    }

    func outcomes(of plans: [StorePlan]) -> [PassOutcome] {
        plans.map { PassOutcome(plan: $0, steps: steps[$0.name] ?? 0) }
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
