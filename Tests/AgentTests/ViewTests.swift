// SPDX-License-Identifier: MIT

import Testing
import WrightAgent
import WrightModel

/// What the agent tells those who ask, at any moment.
@Suite struct ViewTests {
    private func view(_ world: World) -> AgentView { world.state.view(at: world.now, process: 7) }

    @Test func beforeTheFirstPassNothingIsKnown() {
        let world = World(stores: ["a"])
        #expect(view(world) == AgentView(process: 7, isReady: false, passes: 0))
    }

    @Test func aPassOnItsWayIsTold() {
        var world = World(stores: ["a"])
        world.passTime = .seconds(20)
        world.run(for: .seconds(10))
        let work = view(world).work ?? .zero
        #expect(work > .seconds(9) && work < .seconds(10))
        #expect(view(world).passes == 0)
    }

    @Test func theAgeOfAStateIsNotThatOfThePass() {
        var world = World(stores: ["a"])
        world.run(for: .seconds(300))
        let view = view(world)
        #expect(view.isReady)
        #expect(view.passes > 3)
        #expect((view.lastPass ?? .zero) <= .seconds(61))
        #expect((view.stores.first?.stateAge ?? .zero) > .seconds(290))
        #expect(view.stores.first?.device == "/dev/loop-a")
    }

    @Test func failuresAndTheNextTryAreTold() throws {
        var world = World(stores: ["a"])
        world.failing = [Make.name("a")]
        world.run(for: .seconds(10))
        let store = try #require(view(world).stores.first)
        #expect(store.state == .failed)
        #expect(store.failures > 2)
        let next = try #require(store.nextTry)
        #expect(next > .zero && next < .seconds(20))
    }

    @Test func aTugOfWarThatWasGivenUpIsTold() throws {
        var world = World(stores: ["a"])
        world.run(for: .seconds(5))
        world.fought = [Make.name("a")]
        world.disturb(Make.name("a"))
        world.run(for: .seconds(20))
        let store = try #require(view(world).stores.first)
        #expect(store.isGivenUp)
        #expect(store.mendings > 5)
        #expect((store.nextTry ?? .zero) > .seconds(10))
    }

    @Test func aRefusedManifestIsToldUntilItIsRight() {
        var world = World(stores: ["a"])
        world.run(for: .seconds(1))
        world.send(.manifestRefused(["no"]))
        world.run(for: .seconds(1))
        #expect(view(world).refusal == ["no"])
        #expect(view(world).stores.map(\.state) == [.converged])
        world.want([Make.store("a")])
        world.run(for: .seconds(1))
        #expect(view(world).refusal.isEmpty)
    }
}
