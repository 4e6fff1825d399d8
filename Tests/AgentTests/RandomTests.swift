// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightAgent
import WrightModel

/// Whatever happens in whatever order: in the end all is right, and then all is quiet.
@Suite struct RandomTests {
    @Test(arguments: 0..<60) func anyHistoryEndsConvergedAndQuiet(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let names = (0..<Int.random(in: 1...12, using: &random)).map { "s\($0)" }
        var world = World(stores: names)
        for _ in 0..<Int.random(in: 1...60, using: &random) { happen(in: &world, names, &random) }
        world.losesEvents = false
        world.takesLock = false
        world.failing = []
        world.fought = []
        world.used = []
        world.prunes = true
        world.want(names.map(Make.store))
        // As long as the longest rest: what was given up and what was lost is found by then.
        world.run(for: .seconds(2 * 3600))
        #expect(world.wrong.isEmpty, "seed \(seed): \(world.wrong) are not right")
        #expect(world.left.isEmpty, "seed \(seed): \(world.left) are left")
        let (passes, looks) = (world.passes.count, world.looks.count)
        let notices = world.notices.count
        world.run(for: .seconds(600))
        #expect(world.passes.count - passes <= 10, "seed \(seed): more than the full looks")
        #expect(world.looks.count - looks <= 10, "seed \(seed): more than the full looks")
        #expect(world.notices.count == notices, "seed \(seed): something was told without news")
    }

    private func happen(in world: inout World, _ names: [String], _ random: inout SeededGenerator) {
        let store = Make.name(random.pick(names))
        switch Int.random(in: 0..<16, using: &random) {
        case 0...2: world.disturb(store, after: .milliseconds(Int.random(in: 0..<200, using: &random)))
        case 3: world.losesEvents.toggle()
        case 4: world.takesLock.toggle()
        case 5: world.failing.formSymmetricDifference([store])
        case 6: world.fought.formSymmetricDifference([store])
        case 7:
            world.send(
                [.overrun, .mounts, .reload, .manifestTouched, .timer, .busy].randomElement(using: &random) ?? .timer)
        case 8:
            for _ in 0..<100 {
                world.send(Make.event(of: store), after: .milliseconds(Int.random(in: 0..<1000, using: &random)))
            }
        case 9: world.want(names.filter { _ in random.chance(70) }.map(Make.store))
        case 10: world.send(.manifestRefused(["m.yaml:1:1: no"]))
        case 11: world.disturbUnseen(store)
        case 12: world.prunes.toggle()
        case 13: world.used.formSymmetricDifference([store])
        case 14: world.left.insert(Make.name("left"))
        default: world.run(for: .milliseconds(Int.random(in: 1..<20_000, using: &random)))
        }
    }
}
