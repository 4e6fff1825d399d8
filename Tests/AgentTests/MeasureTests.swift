// SPDX-License-Identifier: MIT

import Testing
import WrightAgent
import WrightModel

/// What the agent counts for those who watch over many machines.
@Suite struct MeasureTests {
    private func view(_ world: World) -> AgentView { world.state.view(at: world.now, process: 7) }
    private func count(_ world: World) -> Int { view(world).figures.convergence.counts.reduce(0, +) }

    @Test func theTimeFromTheFirstEventIsTaken() {
        var world = World(stores: ["a"])
        world.run(for: .seconds(5))
        #expect(count(world) == 1)
        let before = view(world).figures.convergence.sum
        world.passTime = .milliseconds(700)
        world.disturb(Make.name("a"))
        world.run(for: .seconds(5))
        // 50 ms of silence, and the pass.
        #expect(view(world).figures.convergence.sum - before == .milliseconds(750))
        #expect(count(world) == 2)
    }

    @Test func anEventAfterWhichThereIsNothingToDoIsNotCounted() {
        var world = World(stores: ["a"])
        world.run(for: .seconds(5))
        for _ in 0..<3 {
            world.send(Make.event(of: Make.name("a")))
            world.run(for: .seconds(70))
        }
        #expect(count(world) == 1)
        #expect(view(world).stores.first?.figures == StoreFigures())
    }

    @Test func aFailureIsPartOfTheTime() throws {
        var world = World(stores: ["a"])
        world.failing = [Make.name("a")]
        world.run(for: .seconds(20))
        #expect(count(world) == 0)
        #expect(view(world).figures.lastConverged == nil)
        world.failing = []
        world.run(for: .seconds(60))
        #expect(count(world) == 1)
        #expect(view(world).figures.convergence.sum > .seconds(20))
        #expect(try #require(view(world).stores.first).figures.retries > 3)
    }

    /// Somebody else at work, while whom no pass begins, is part of it too.
    @Test func beingKeptWaitingIsPartOfTheTime() {
        var world = World(stores: ["a"])
        world.run(for: .seconds(5))
        let before = view(world).figures.convergence.sum
        world.takesLock = true
        world.disturb(Make.name("a"))
        world.run(for: .seconds(8))
        world.takesLock = false
        world.run(for: .seconds(5))
        #expect(count(world) == 2)
        #expect(view(world).figures.convergence.sum - before > .seconds(8))
    }

    @Test func driftsAndAlarmsAreCountedAndOutliveAFreshLook() throws {
        var world = World(stores: ["a", "b"])
        world.run(for: .seconds(5))
        world.disturb(Make.name("b"))
        world.fought = [Make.name("a")]
        world.disturb(Make.name("a"))
        world.run(for: .seconds(20))
        world.fought = []
        world.send(.reload)
        world.run(for: .seconds(5))
        let stores = view(world).stores
        #expect(stores.map(\.figures.alarms) == [1, 0])
        #expect(stores[0].figures.drifts > 5)
        #expect(stores[1].figures.drifts == 1)
        var other = Make.store("a")
        other.partitions = []
        other.seed = "another"
        world.want([other, Make.store("b")])
        world.run(for: .seconds(5))
        #expect(view(world).stores.map(\.figures.alarms) == [1, 0])
    }

    @Test func allConvergedIsTheLastPassThatLeftNothingOpen() {
        var world = World(stores: ["a", "b"])
        world.run(for: .seconds(30))
        #expect((view(world).figures.lastConverged ?? .seconds(99)) <= .seconds(30))
        world.failing = [Make.name("b")]
        world.disturb(Make.name("b"))
        world.run(for: .seconds(300))
        let age = view(world).figures.lastConverged ?? .zero
        #expect(age >= .seconds(299), "\(age)")
        #expect((view(world).lastPass ?? age) < .seconds(61))
        world.failing = []
        world.run(for: .seconds(300))
        #expect((view(world).figures.lastConverged ?? age) < .seconds(61))
    }

    @Test func theyAreToldAfterEveryPassWhereTheManifestSays() {
        var world = World(stores: ["a"])
        world.run(for: .seconds(5))
        #expect(world.measured.allSatisfy { $0 == nil })
        world.metricsFile = "/srv/a.prom"
        world.send(.manifestTouched)
        world.run(for: .seconds(5))
        let before = world.measured.count
        #expect(world.measured.last == "/srv/a.prom")
        world.disturb(Make.name("a"))
        world.run(for: .seconds(1))
        #expect(world.measured.count > before)
        #expect(world.measured.dropFirst(before).allSatisfy { $0 == "/srv/a.prom" })
        world.send(.manifestRefused(["no"]))
        world.run(for: .milliseconds(1))
        #expect(world.measured.last == "/srv/a.prom")
    }
}
