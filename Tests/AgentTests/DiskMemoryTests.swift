// SPDX-License-Identifier: MIT

import Testing
import WrightAgent
import WrightModel

/// What the agent remembers of a store's disk, and when it forgets.
@Suite struct DiskMemoryTests {
    /// There was no pass.
    private struct Silence: Error {}

    /// An agent of one store on a disk, pass after pass.
    private struct History {
        var state = AgentState(at: .now)
        var now = ContinuousClock.now
        var store: DesiredStore

        init(_ edit: (inout DesiredStore) -> Void = { _ in }) {
            store = Make.store("a")
            store.backing = .device("/dev/disk/by-id/x")
            edit(&store)
            want()
        }

        mutating func want() { _ = state.reduce(.manifest(Desired(stores: [store])), at: now) }

        /// The disk that the next pass, which ends so, is told of.
        mutating func pass(_ end: StoreState, on disk: DiskIdentity? = nil) throws -> DiskIdentity? {
            var plan = Make.plan(store.name, end)
            plan.basis.disk = disk
            var effects = state.reduce(Make.event(of: store.name), at: now)
            for _ in 0..<5 {
                for case .converge(let request) in effects {
                    _ = state.reduce(.passed([PassOutcome(plan: plan, steps: 0)]), at: now)
                    return request.stores.first?.formerDisk
                }
                // A reload has the manifest read first, and what has left it looked for.
                if effects.contains(.loadManifest) { want() }
                let isPruning = effects.contains { if case .prune = $0 { true } else { false } }
                now += .seconds(1)
                effects = state.reduce(isPruning ? .pruned([]) : .timer, at: now)
            }
            throw Silence()
        }
    }

    private func disk(_ serial: String) -> DiskIdentity {
        DiskIdentity(
            node: "/dev/sdb", sequence: DiskSequence(3), names: ["ID_SERIAL": serial], size: .gibibyte)
    }

    @Test func theLastDiskOfAConvergedStoreIsRemembered() throws {
        var history = History()
        #expect(try history.pass(.failed, on: disk("X")) == nil)
        history.now += .seconds(10)
        #expect(try history.pass(.converged, on: disk("A")) == nil)
        #expect(try history.pass(.waiting) == disk("A"))
        #expect(try history.pass(.blocked, on: disk("B")) == disk("A"))
        #expect(try history.pass(.converged, on: disk("C")) == disk("A"))
        #expect(try history.pass(.converged, on: disk("C")) == disk("C"))
    }

    @Test func aReloadForgets() throws {
        var history = History()
        _ = try history.pass(.converged, on: disk("A"))
        _ = try history.pass(.blocked, on: disk("B"))
        _ = history.state.reduce(.reload, at: history.now)
        #expect(try history.pass(.converged, on: disk("B")) == nil)
        #expect(try history.pass(.waiting) == disk("B"))
    }

    @Test func lostEventsForgetNothing() throws {
        var history = History()
        _ = try history.pass(.converged, on: disk("A"))
        _ = history.state.reduce(.overrun, at: history.now)
        #expect(try history.pass(.waiting) == disk("A"))
    }

    @Test func anotherManifestForgetsWhereItNamesAnotherBacking() throws {
        var history = History()
        _ = try history.pass(.converged, on: disk("A"))
        history.store.readOnly = true
        history.want()
        #expect(try history.pass(.waiting) == disk("A"))
        history.store.backing = .device("/dev/disk/by-id/y")
        history.want()
        #expect(try history.pass(.waiting) == nil)
    }

    @Test func aStoreOnAnotherOneLeavesTheDiskToIt() throws {
        var history = History { $0.backing = .device("/dev/disk/by-loopwright/outer/inner") }
        _ = try history.pass(.converged, on: disk("A"))
        #expect(try history.pass(.waiting) == nil)
    }

    @Test func anObstacleIsToldOnceAndAsAWarning() throws {
        var history = History()
        _ = try history.pass(.converged, on: disk("A"))
        _ = history.state.reduce(Make.event(of: history.store.name), at: history.now)
        history.now += .seconds(1)
        _ = history.state.reduce(.timer, at: history.now)
        let outcome = AgentEvent.passed([Make.outcome(history.store.name, .blocked, steps: 0)])
        let told = history.state.reduce(outcome, at: history.now)
        let warnings = told.filter { if case .tell(let notice) = $0 { notice.priority == .warning } else { false } }
        #expect(warnings.count == 1)
        _ = history.state.reduce(Make.event(of: history.store.name), at: history.now + .seconds(1))
        _ = history.state.reduce(.timer, at: history.now + .seconds(2))
        let again = history.state.reduce(outcome, at: history.now + .seconds(2))
        #expect(!again.contains { if case .tell = $0 { true } else { false } })
    }
}
