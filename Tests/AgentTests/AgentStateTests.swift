// SPDX-License-Identifier: MIT

import Testing
import WrightAgent
import WrightModel

/// What one event after another leads to.
@Suite struct AgentStateTests {
    @Test func theFirstPassIsForAllAndMakesReady() {
        var world = World(stores: ["a", "b"])
        world.run(for: .seconds(1))
        #expect(world.passes.first?.stores == [Make.name("a"), Make.name("b")])
        #expect(world.wrong.isEmpty)
        #expect(world.readies == 1)
        #expect(world.statuses.last == "2 stores: 2 converged")
    }

    @Test func anEmptyManifestIsReadyAtOnce() {
        #expect(World().readies == 1)
    }

    @Test func silenceFollowsConvergence() {
        var world = World(stores: ["a", "b"])
        world.run(for: .seconds(1))
        let count = world.passes.count
        // The pass that mends, and one for the events that it raised.
        #expect(count <= 2)
        world.run(for: .seconds(50))
        #expect(world.passes.count == count)
    }

    @Test func anEventConcernsItsStoreAlone() {
        var world = World(stores: ["a", "b", "c"])
        world.run(for: .seconds(1))
        let before = world.passes.count
        world.disturb(Make.name("b"))
        world.run(for: .seconds(1))
        #expect(world.wrong.isEmpty)
        #expect(world.passes.dropFirst(before).allSatisfy { $0.stores == [Make.name("b")] })
    }

    @Test(arguments: [
        "/srv/a.img", "/srv", "/dev/disk/by-loopwright/a/data", "/dev/disk/by-loopwright/a", "/dev/disk/by-loopwright",
    ]) func aPathOnTheWayToAStoreConcernsIt(_ path: String) {
        var world = World(stores: ["a"])
        world.run(for: .seconds(1))
        let before = world.passes.count
        world.send(.path(path))
        world.run(for: .seconds(1))
        #expect(world.passes.count == before + 1)
    }

    @Test(arguments: ["/srv/b.img", "/srv/a.img.new", "/dev/disk/by-loopwright/b", "/"])
    func anotherPathConcernsNobody(_ path: String) {
        var world = World(stores: ["a"])
        world.run(for: .seconds(1))
        let before = world.passes.count
        world.send(.path(path))
        world.run(for: .seconds(1))
        #expect(world.passes.count == before)
    }

    @Test func anyDiskMayBeTheOneThatIsWaitedFor() {
        var state = AgentState(at: .now)
        var store = Make.store("a")
        store.backing = .match(["ID_SERIAL": "X*"])
        let begin = ContinuousClock.now
        _ = state.reduce(.manifest(Desired(stores: [store])), at: begin)
        _ = state.reduce(.timer, at: begin + .seconds(1))
        _ = state.reduce(.pruned([]), at: begin + .seconds(1))
        let outcome = Make.outcome(store.name, .waiting, steps: 0)
        _ = state.reduce(.passed([outcome]), at: begin + .seconds(1))
        let hint = DeviceHint(disk: "sdq", number: DeviceNumber(major: 65, minor: 0))
        _ = state.reduce(.device(hint), at: begin + .seconds(2))
        let request = PassRequest(
            stores: [store], plans: [store.name: outcome.plan], news: [hint.number], neighbours: [store])
        #expect(state.reduce(.timer, at: begin + .seconds(3)).contains(.converge(request)))
    }

    @Test(arguments: [
        ("/dev/disk/by-id/x", "/dev/disk/by-id/x", true), ("/dev/disk/by-id/x", "/dev/disk/by-id/y", false),
        ("/dev/sdq", "/dev/sdq", true), ("/srv/disk", "/dev/sdq", true),
    ]) func theDiskThatIsWaitedForIsKnownByItsName(_ wanted: String, _ name: String, _ isConcerned: Bool) {
        let begin = ContinuousClock.now
        var state = AgentState(at: begin)
        var store = Make.store("a")
        store.backing = .device(wanted)
        _ = state.reduce(.manifest(Desired(stores: [store])), at: begin)
        _ = state.reduce(.timer, at: begin + .seconds(1))
        _ = state.reduce(.pruned([]), at: begin + .seconds(1))
        _ = state.reduce(.passed([Make.outcome(store.name, .waiting, steps: 0)]), at: begin + .seconds(1))
        let hint = DeviceHint(disk: "sdq", number: DeviceNumber(major: 65, minor: 0), names: [name])
        _ = state.reduce(.device(hint), at: begin + .seconds(2))
        let effects = state.reduce(.timer, at: begin + .seconds(3))
        #expect(effects.contains { if case .converge = $0 { true } else { false } } == isConcerned)
    }

    @Test func aPersonGoesFirst() {
        var world = World(stores: ["a"])
        world.takesLock = true
        world.run(for: .seconds(5))
        #expect(world.passes.isEmpty)
        #expect(world.readies == 0)
        world.takesLock = false
        world.run(for: .seconds(1))
        #expect(world.wrong.isEmpty)
    }

    @Test func onlyWhatIsWantedOtherwiseIsLookedAt() {
        var world = World(stores: ["a", "b"])
        world.run(for: .seconds(1))
        let before = world.passes.count
        var b = Make.store("b")
        b.size = .mebibyte
        b.location = SourceLocation(file: "m.yaml", line: 9, column: 9)
        var a = Make.store("a")
        a.location = SourceLocation(file: "m.yaml", line: 7, column: 7)
        world.want([a, b, Make.store("c")])
        world.run(for: .seconds(1))
        #expect(world.passes.dropFirst(before).map(\.stores) == [[Make.name("b"), Make.name("c")]])
    }

    @Test func aStoreThatLeftTheManifestIsLeftAlone() {
        var world = World(stores: ["a", "b"])
        world.run(for: .seconds(1))
        world.want([Make.store("a")])
        world.run(for: .seconds(1))
        let before = world.passes.count
        world.disturb(Make.name("b"))
        world.run(for: .seconds(1))
        #expect(world.passes.count == before)
        #expect(world.notices.suffix(2).map(\.line) == ["b: is in the manifest no more", "b: blocked: so it is"])
    }

    @Test func aManifestWithErrorsLeavesTheLastGoodOneInForce() {
        var world = World(stores: ["a"])
        world.run(for: .seconds(1))
        for _ in 0..<3 { world.send(.manifestRefused(["m.yaml:1:1: so not"])) }
        world.disturb(Make.name("a"))
        world.run(for: .seconds(1))
        #expect(world.wrong.isEmpty)
        #expect(world.notices.count { $0.line == "the manifest is refused: the last good one stays in force" } == 1)
        #expect(world.statuses.last == "1 store: 1 converged; the manifest on disk is refused")
        world.send(.manifestTouched)
        world.run(for: .seconds(1))
        #expect(world.notices.last?.line == "the manifest is right again")
    }

    @Test func aReloadIsReadyAgainOnceAllHasBeenLookedAt() {
        var world = World(stores: ["a", "b"])
        world.run(for: .seconds(1))
        let before = world.passes.count
        world.send(.reload)
        world.run(for: .seconds(1))
        #expect(world.readies == 2)
        #expect(world.passes.dropFirst(before).map(\.stores.count) == [2])
    }
}
