// SPDX-License-Identifier: MIT

import WrightApply
import WrightKernel
import WrightModel
import WrightObserve

/// The parts that every command about stores is made of: the manifest, the machine, and the stores that are meant.
struct Workshop {
    let selected: [DesiredStore]
    let host: Host
    /// Where the manifest is, or is going to be, from the root.
    let manifest: String
    let reconciler: Reconciler
    let detacher: Detacher
    /// Whether the whole manifest is meant, and with it what stores have left that it does not name any more.
    let isWhole: Bool
    let prunes: Bool
    /// What puts the table of before a change back, for each store that is meant.
    let undoing: [Undo]

    /// - Parameters:
    ///   - names: the stores that are meant; all of the manifest's where there is none.
    ///   - place: where the manifest is going to be; nil where it is there.
    init(_ options: ManifestOptions, stores names: [String] = [], for place: String? = nil) throws(Trouble) {
        try self.init(options, isWhole: names.isEmpty, for: place) { desired throws(Trouble) in
            try desired.stores(named: names)
        }
    }

    /// - Parameter choice: which of the manifest's stores are meant.
    init(
        _ options: ManifestOptions, isWhole: Bool, for place: String? = nil,
        _ choice: (Desired) throws(Trouble) -> [DesiredStore]
    ) throws(Trouble) {
        let loader = ManifestLoader(options)
        let desired = try loader.load()
        host = HostProbe.host()
        manifest = place.map(CommandPath.absolute) ?? loader.path
        selected = try choice(desired)
        self.isWhole = isWhole
        prunes = isWhole && desired.prune
        reconciler = Reconciler(
            host: host, trust: options.trust, manifest: manifest, neighbours: desired.stores)
        undoing = selected.map { [host, manifest] in
            Undo($0, host: host, trust: options.trust, manifest: manifest)
        }
        detacher = Detacher(host: host, desired: desired, trust: options.trust, manifest: manifest)
    }

    func plan() -> Plan { look().plan }

    /// Every store as it is, and what would be done for it and for what other stores have left.
    ///
    /// - Parameter closely: whether all is looked at that can be told; else no more than each plan rests on.
    func look(closely: Bool = false) -> (stores: [Reconciler.Look], plan: Plan) {
        let snapshot = MachineSnapshot.take()
        let orphans = isWhole ? detacher.plan(.left(), in: snapshot).stores : []
        let stores = reconciler.look(
            at: selected, in: snapshot.without(Set(orphans.compactMap(\.detachedNode))), closely: closely)
        return (stores, Plan(stores: stores.map(\.plan), orphans: orphans, prunes: prunes))
    }

    /// Takes down what has left the manifest where that says so, for it may stand in the way of a store; then converges
    /// the stores.
    func converge(report: (Progress) -> Void) -> Plan {
        let pruned = prunes ? detacher.detach(.left(), report: report).stores : []
        reconciler.tidyUp()
        let snapshot = MachineSnapshot.take()
        let orphans = isWhole && !prunes ? detacher.plan(.left(), in: snapshot).stores : pruned
        let seen = reconciler.look(at: selected, in: snapshot)
        let stores = reconciler.converge(selected, seen: seen, report: report).stores
        return Plan(stores: stores, orphans: orphans, prunes: prunes)
    }
}

extension StorePlan {
    /// The loop that the plan takes down.
    fileprivate var detachedNode: String? {
        steps.lazy.compactMap { if case .detach(let node) = $0.step { node } else { nil } }.first
    }
}

extension Desired {
    /// The stores of these names, in the manifest's order; all where no name is given.
    func stores(named names: [String]) throws(Trouble) -> [DesiredStore] {
        guard !names.isEmpty else { return stores }
        let known = Set(stores.map(\.name))
        let texts = Set(known.map(\.text))
        if let unknown = names.first(where: { !texts.contains($0) }) { throw .unknown(unknown, known: known) }
        return stores.filter { names.contains($0.name.text) }
    }
}

extension Trouble {
    /// A name that no store has.
    static func unknown(_ name: String, known: Set<StoreName>) -> Trouble {
        let names = known.isEmpty ? "none" : known.sorted().map(\.text).joined(separator: ", ")
        return .usage("there is no store '\(name)'; there is \(names)")
    }
}

/// Changing the machine takes root, and one loopwright at a time.
enum Mutation {
    /// Waits until no other loopwright is at work, saying so unless `isQuiet`, and does `body` while nobody else may.
    static func run<Value>(
        _ options: LockOptions, isQuiet: Bool = false, _ body: () throws -> Value
    ) throws -> Value {
        guard Capabilities.isRoot else { throw Trouble.notPermitted(.needsRoot) }
        let lock = try take(options, isQuiet: isQuiet)
        let value = try body()
        _ = consume lock
        return value
    }

    private static func take(_ options: LockOptions, isQuiet: Bool) throws(Trouble) -> ProgramLock {
        do {
            if let lock = try ProgramLock.tryTake() { return lock }
            guard !options.noWait else { throw Trouble.failed("another loopwright is at work") }
            return try ProgramLock.take { holder in
                guard !isQuiet else { return }
                let process = holder.map { " (process \($0))" } ?? ""
                Terminal.note("loopwright: another loopwright is at work\(process); waiting for it to finish")
            }
        } catch let trouble as Trouble {
            throw trouble
        } catch {
            throw .failed("\(error)")
        }
    }
}
