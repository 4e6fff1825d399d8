// SPDX-License-Identifier: MIT

import Testing
import WrightAgent
import WrightModel

/// How often the agent does something, at the most.
@Suite struct RateTests {
    private func waits(_ world: World, _ store: String) -> [Duration] {
        let times = world.passes.filter { $0.stores.contains(Make.name(store)) }.map(\.at)
        return zip(times, times.dropFirst()).map { $0.duration(to: $1) }
    }

    @Test func triesGrowRareAndStartAnewAfterSuccess() {
        var world = World(stores: ["a"])
        world.failing = [Make.name("a")]
        world.run(for: .seconds(100))
        let waits = waits(world, "a")
        #expect(waits.count >= 5 && waits.count <= 9)
        #expect(zip(waits, waits.dropFirst()).allSatisfy { $0 * 1.4 < $1 })
        world.failing = []
        world.run(for: .seconds(400))
        #expect(world.wrong.isEmpty)
        world.failing = [Make.name("a")]
        let before = world.passes.count
        world.disturb(Make.name("a"))
        world.run(for: .seconds(5))
        #expect(world.passes.count - before >= 3)
    }

    @Test func everyTryIsToldWithTheTimeOfTheNext() {
        var world = World(stores: ["a"])
        world.failing = [Make.name("a")]
        world.run(for: .milliseconds(200))
        #expect(world.notices.count == 1)
        #expect(world.notices.first?.line.hasPrefix("a: failed after 1 step: so it is; the next try is in 0.") == true)
        #expect(world.notices.first?.priority == .error)
    }

    @Test func delaysAreBoundedAndTheSameEachTime() {
        let backoff = Backoff(first: .seconds(1), longest: .seconds(60))
        for name in ["a", "b", "c"].map(Make.name) {
            for tries in [0, 1, 2, 5, 7, 100, .max] {
                let delay = backoff.delay(after: tries, for: name)
                #expect(delay == backoff.delay(after: tries, for: name))
                #expect(delay >= .seconds(1) && delay <= .seconds(75))
            }
        }
        #expect(Set(["a", "b", "c", "d"].map { backoff.delay(after: 7, for: Make.name($0)) }).count > 1)
    }

    @Test func aStoreThatFailsDoesNotHoldUpAnother() {
        var world = World(stores: ["a", "b"])
        world.failing = [Make.name("a")]
        world.run(for: .seconds(30))
        world.disturb(Make.name("b"))
        world.run(for: .seconds(1))
        #expect(!world.wrong.contains(Make.name("b")))
    }

    @Test func aTugOfWarIsGivenUpForLongerAndLonger() {
        var world = World(stores: ["a", "b"])
        world.fought = [Make.name("a")]
        world.run(for: .seconds(59))
        #expect(waits(world, "a").count <= 8)
        #expect(world.notices.last?.line.hasPrefix("a: given up for ") == true)
        #expect(world.notices.last?.priority == .warning)
        #expect(world.statuses.last == "2 stores: 1 converged, 1 given up")
        world.disturb(Make.name("b"))
        world.run(for: .seconds(1))
        #expect(!world.wrong.contains(Make.name("b")))
        world.run(for: .seconds(3600))
        let rests = waits(world, "a").filter { $0 > .seconds(50) }
        #expect(rests.count >= 3)
        #expect(zip(rests, rests.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test func aWarThatIsOverIsForgotten() {
        var world = World(stores: ["a"])
        world.fought = [Make.name("a")]
        world.run(for: .seconds(300))
        world.fought = []
        world.run(for: .seconds(1200))
        #expect(world.wrong.isEmpty)
        #expect(world.statuses.last == "1 store: 1 converged")
        world.fought = [Make.name("a")]
        world.disturb(Make.name("a"))
        world.run(for: .seconds(5))
        #expect(
            world.notices.last?.line.contains("given up for 6") == true
                || world.notices.last?.line.contains("given up for 7") == true)
    }

    @Test func aDiskThatComesAndGoesIsNoWar() {
        var state = AgentState(at: .now)
        let store = Make.store("a")
        var now = ContinuousClock.now
        var notices: [Notice] = []
        func tell(_ event: AgentEvent) {
            for case .tell(let notice) in state.reduce(event, at: now) { notices.append(notice) }
            now += .seconds(1)
        }
        tell(.manifest(Desired(stores: [store])))
        for _ in 0..<20 {
            for (plan, steps) in [(StoreState.converged, 3), (.waiting, 0)] {
                tell(.timer)
                tell(.passed([Make.outcome(store.name, plan, steps: steps)]))
                tell(.path("/srv/a.img"))
            }
        }
        #expect(notices.count == 40)
        #expect(!notices.contains { $0.line.contains("given up") })
    }

    @Test func sighupEndsARest() {
        var world = World(stores: ["a"])
        world.fought = [Make.name("a")]
        world.run(for: .seconds(10))
        world.fought = []
        #expect(!world.wrong.isEmpty)
        world.send(.reload)
        world.run(for: .seconds(1))
        #expect(world.wrong.isEmpty)
    }

    @Test func aStormCostsAShareOfTheTime() {
        var world = World(stores: ["a"])
        world.passTime = .milliseconds(100)
        world.run(for: .seconds(1))
        let before = world.passes.count
        for millisecond in stride(from: 0, to: 10_000, by: 5) {
            world.send(Make.event(of: Make.name("a")), after: .milliseconds(millisecond))
        }
        world.run(for: .seconds(12))
        #expect((5...30).contains(world.passes.count - before))
    }

    @Test func whatIsNeverHeardOfIsFoundByTheFullLook() {
        var world = World(stores: ["a", "b"])
        world.run(for: .seconds(1))
        world.losesEvents = true
        world.disturb(Make.name("b"))
        world.run(for: .seconds(30))
        #expect(!world.wrong.isEmpty)
        world.run(for: .seconds(31))
        #expect(world.wrong.isEmpty)
    }

    @Test func lostEventsLeadToALookAtAll() {
        var world = World(stores: ["a", "b"])
        world.run(for: .seconds(1))
        world.losesEvents = true
        world.disturb(Make.name("b"))
        world.losesEvents = false
        world.send(.overrun)
        world.run(for: .seconds(1))
        #expect(world.wrong.isEmpty)
    }

    @Test func aManifestThatIsWrittenToAllTheTimeKeepsNoStoreWaiting() {
        var world = World(stores: ["a"])
        world.run(for: .seconds(1))
        for millisecond in stride(from: 0, to: 5000, by: 20) {
            world.send(.manifestTouched, after: .milliseconds(millisecond))
        }
        world.disturb(Make.name("a"), after: .seconds(1))
        world.run(for: .seconds(4))
        #expect(world.wrong.isEmpty)
        #expect((5...20).contains(world.loads))
    }
}
