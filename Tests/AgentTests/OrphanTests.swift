// SPDX-License-Identifier: MIT

import Testing
import WrightAgent
import WrightModel

/// Stores that have left the manifest: when they are looked for, and what is told of them.
@Suite struct OrphanTests {
    private let b = Make.name("b")

    private func lines(_ world: World, of store: String) -> [String] {
        world.notices.map(\.line).filter { $0.hasPrefix("\(store): ") }
    }

    @Test func whatAnEarlierRunLeftIsToldOnce() {
        var world = World(stores: ["a"], left: [b])
        world.run(for: .seconds(1))
        #expect(lines(world, of: "b") == ["b: blocked: so it is"])
        #expect(world.statuses.last == "1 store: 1 converged; 1 orphan")
        world.run(for: .seconds(600))
        #expect(lines(world, of: "b").count == 1)
        #expect(world.left == [b])
    }

    @Test func whatAnEarlierRunLeftIsTakenDownFirst() {
        var world = World(stores: ["a"], left: [b], prunes: true)
        world.run(for: .seconds(1))
        #expect(world.left.isEmpty)
        #expect(
            lines(world, of: "b")
                == ["b: taken down after 3 steps: the manifest does not name it any more"])
        #expect(world.statuses.last == "1 store: 1 converged")
        #expect(world.looks.first.map { look in world.passes.allSatisfy { look <= $0.at } } == true)
    }

    @Test func anEmptyManifestIsLookedAfterToo() {
        var world = World(left: [b], prunes: true)
        world.run(for: .seconds(1))
        #expect(world.left.isEmpty)
    }

    @Test func aRenamedStoreFindsItsImageFreeInOneGo() {
        var world = World(stores: ["b"], prunes: true)
        world.run(for: .seconds(1))
        let (looks, passes) = (world.looks.count, world.passes.count)
        world.want([Make.store("c")])
        world.run(for: .milliseconds(200))
        #expect(world.left.isEmpty)
        #expect(world.passes.dropFirst(passes).first?.stores == [Make.name("c")])
        let look = world.looks.dropFirst(looks).first
        #expect(look.map { look in world.passes.dropFirst(passes).allSatisfy { look < $0.at } } == true)
    }

    @Test func oneInUseIsTriedAgainWhenAMountHasChanged() {
        var world = World(stores: ["a", "b"], prunes: true)
        world.run(for: .seconds(1))
        world.used = [b]
        world.want([Make.store("a")])
        world.run(for: .seconds(1))
        #expect(lines(world, of: "b").suffix(2) == ["b: is in the manifest no more", "b: blocked: so it is"])
        #expect(world.statuses.last == "1 store: 1 converged; 1 orphan")
        world.send(.mounts)
        world.run(for: .seconds(1))
        #expect(lines(world, of: "b").last == "b: blocked: so it is")
        world.used = []
        world.send(.mounts)
        world.run(for: .seconds(1))
        #expect(world.left.isEmpty)
        #expect(world.statuses.last == "1 store: 1 converged")
    }

    @Test func oneInUseIsTriedAgainWhenItsDiskHasChanged() {
        var world = World(left: [b], prunes: true)
        world.used = [b]
        world.run(for: .seconds(1))
        world.used = []
        world.send(Make.event(of: b))
        world.run(for: .seconds(1))
        #expect(world.left.isEmpty)
    }

    @Test func oneThatFailsIsTriedAgainMoreAndMoreRarelyAndHoldsUpNoOther() {
        var world = World(left: [b, Make.name("c")], prunes: true)
        world.failing = [b]
        world.run(for: .seconds(55))
        #expect(world.left == [b])
        #expect((5...9).contains(lines(world, of: "b").count))
        #expect(lines(world, of: "b").allSatisfy { $0.contains("; the next try is in ") })
        let tries = lines(world, of: "b").count
        world.left.insert(Make.name("d"))
        world.send(.overrun)
        world.run(for: .seconds(1))
        #expect(world.left == [b])
        #expect(lines(world, of: "b").count <= tries + 1)
        world.failing = []
        world.run(for: .seconds(400))
        #expect(world.left.isEmpty)
    }

    @Test func aMountConcernsNoOrphanThatIsOnlyToldOf() {
        var world = World(stores: ["a"], left: [b])
        world.run(for: .seconds(1))
        let before = world.looks.count
        for _ in 0..<5 {
            world.send(.mounts)
            world.run(for: .seconds(1))
        }
        #expect(world.looks.count == before)
    }

    @Test func anInvalidManifestTakesNothingDown() {
        var world = World(stores: ["a", "b"], prunes: true)
        world.run(for: .seconds(1))
        world.send(.manifestRefused(["m.yaml:1:1: so not"]))
        world.left = [Make.name("c")]
        let before = world.looks.count
        world.send(.overrun)
        // The look at all has the manifest read once more.
        world.run(for: .milliseconds(60))
        world.send(.manifestRefused(["m.yaml:1:1: so not"]))
        #expect(world.looks.count == before)
        world.send(.manifestTouched)
        world.run(for: .seconds(1))
        #expect(world.notices.contains { $0.line == "the manifest is right again" })
        #expect(world.left.isEmpty)
    }

    @Test func nothingIsTakenDownBeforeThereIsAManifest() {
        var state = AgentState(at: .now)
        let begin = ContinuousClock.now
        _ = state.reduce(.manifestRefused(["no"]), at: begin)
        for second in 1...200 {
            let effects = state.reduce(second.isMultiple(of: 2) ? .timer : .overrun, at: begin + .seconds(second))
            #expect(!effects.contains { if case .prune = $0 { true } else { false } })
        }
    }

    @Test func pruneThatIsSaidLaterTakesDownWhatWasTold() {
        var world = World(stores: ["a"], left: [b])
        world.run(for: .seconds(1))
        world.prunes = true
        world.send(.manifestTouched)
        world.run(for: .seconds(1))
        #expect(world.left.isEmpty)
    }

    @Test func aPersonGoesFirst() {
        var world = World(left: [b], prunes: true)
        world.takesLock = true
        world.run(for: .seconds(5))
        #expect(world.left == [b])
        world.takesLock = false
        world.run(for: .seconds(1))
        #expect(world.left.isEmpty)
    }

    @Test func aStoreThatIsBackIsNoOrphan() {
        var world = World(stores: ["a", "b"])
        world.run(for: .seconds(1))
        world.want([Make.store("a")])
        world.run(for: .seconds(1))
        world.want([Make.store("a"), Make.store("b")])
        world.run(for: .seconds(1))
        #expect(world.statuses.last == "2 stores: 2 converged")
    }
}
