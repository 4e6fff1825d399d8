// SPDX-License-Identifier: MIT

import Testing
import WrightAgent
import WrightModel

/// When a glance at a store's own disk is enough, and when everything is looked at.
@Suite struct GlanceTests {
    /// Two stores that have been converged, and are quiet.
    private func settled() -> World {
        var world = World(stores: ["a", "b"])
        world.run(for: .seconds(1))
        return world
    }

    /// The stores at which everything was looked at, pass by pass.
    private func closeLooks(_ world: World, after count: Int) -> [[StoreName]] {
        world.passes.dropFirst(count).map(\.closely)
    }

    @Test func theFirstPassLooksAtEverything() {
        let world = settled()
        #expect(world.passes.first?.closely == [Make.name("a"), Make.name("b")])
        // The events of its own changes show nothing new.
        #expect(closeLooks(world, after: 1).allSatisfy { $0.isEmpty })
    }

    @Test(arguments: [
        Make.event(of: Make.name("a")), .path("/srv/a.img"), .path("/dev/disk/by-loopwright/a/data"),
    ]) func anEventOfAConvergedStoreLeadsToAGlance(_ event: AgentEvent) {
        var world = settled()
        let before = world.passes.count
        world.send(event)
        world.run(for: .seconds(1))
        #expect(world.passes.count == before + 1)
        #expect(world.passes.last?.stores == [Make.name("a")])
        #expect(world.passes.last?.closely == [])
    }

    @Test func whatTheGlanceFindsWrongIsMended() {
        var world = settled()
        let before = world.passes.count
        world.disturb(Make.name("a"))
        world.send(Make.event(of: Make.name("b")))
        world.run(for: .seconds(1))
        #expect(world.wrong.isEmpty)
        #expect(world.passes[before].stores == [Make.name("a"), Make.name("b")])
        #expect(world.passes[before].closely == [Make.name("a")])
    }

    @Test(arguments: [AgentEvent.overrun, .reload]) func whatMayHaveBeenMissedIsLookedForEverywhere(
        _ event: AgentEvent
    ) {
        var world = settled()
        let before = world.passes.count
        world.send(event)
        world.run(for: .seconds(1))
        #expect(closeLooks(world, after: before) == [[Make.name("a"), Make.name("b")]])
    }

    @Test func whatAGlanceDoesNotSeeIsFoundWithinAMinute() {
        var world = settled()
        world.disturbUnseen(Make.name("a"))
        world.run(for: .seconds(30))
        #expect(world.wrong == [Make.name("a")])
        world.run(for: .seconds(31))
        #expect(world.wrong.isEmpty)
    }

    @Test func aFullLookThatFindsSomebodyAtWorkStaysOne() {
        var world = settled()
        let before = world.passes.count
        world.disturbUnseen(Make.name("a"))
        world.takesLock = true
        world.send(.overrun)
        world.run(for: .seconds(5))
        #expect(world.passes.count == before)
        world.takesLock = false
        world.run(for: .seconds(1))
        #expect(world.wrong.isEmpty)
        #expect(world.passes[before].closely == [Make.name("a"), Make.name("b")])
    }

    @Test func aFullLookDuringAPassIsNotTakenForDone() {
        var world = settled()
        world.passTime = .milliseconds(300)
        world.disturb(Make.name("b"))
        world.run(for: .milliseconds(100))
        let before = world.passes.count
        world.send(.overrun)
        world.run(for: .seconds(2))
        #expect(closeLooks(world, after: before).first == [Make.name("a"), Make.name("b")])
    }

    @Test func aTryBehindAPauseLooksAtEverything() {
        var world = settled()
        world.failing = [Make.name("a")]
        world.disturb(Make.name("a"))
        world.run(for: .seconds(10))
        let tries = world.passes.filter { $0.stores == [Make.name("a")] }
        #expect(tries.count > 2)
        #expect(tries.suffix(2).allSatisfy { $0.closely == [Make.name("a")] })
    }

    @Test func theManifestSaysTheOrder() {
        var world = World(stores: ["c", "a", "b"])
        world.run(for: .seconds(1))
        #expect(world.passes.first?.stores == ["c", "a", "b"].map(Make.name))
        world.want(["b", "c", "a"].map(Make.store))
        world.run(for: .seconds(1))
        world.send(.overrun)
        world.run(for: .seconds(1))
        #expect(world.passes.last?.stores == ["b", "c", "a"].map(Make.name))
    }

    @Test func eventsOfLoopsAreNoNewsForAMatch() {
        var state = AgentState(at: .now)
        var store = Make.store("a")
        store.backing = .match(["ID_SERIAL": "X*"])
        let begin = ContinuousClock.now
        _ = state.reduce(.manifest(Desired(stores: [store])), at: begin)
        _ = state.reduce(.timer, at: begin + .seconds(1))
        let outcome = Make.outcome(store.name, .converged, steps: 1)
        _ = state.reduce(.pruned([]), at: begin + .seconds(1))
        _ = state.reduce(.passed([outcome]), at: begin + .seconds(1))
        _ = state.reduce(Make.event(of: store.name), at: begin + .seconds(2))
        let disk = DeviceNumber(major: 8, minor: 16)
        _ = state.reduce(.device(DeviceHint(disk: "sdb", number: disk)), at: begin + .seconds(2))
        let request = PassRequest(
            stores: [store], plans: [store.name: outcome.plan], news: [disk], neighbours: [store])
        #expect(state.reduce(.timer, at: begin + .seconds(3)).contains(.converge(request)))
    }
}
