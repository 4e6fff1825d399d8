// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightPlan

@Suite struct LinkTests {
    static let role = link("by-role/root")
    static let desired = store("a", .file(imagePath), [part("x") { $0.links = [role] }, part("y")])
    static let contents = Contents.holding(
        gpt([entry(1, mebibytes(1), mebibytes(8), "x"), entry(2, mebibytes(9), mebibytes(8), "y")]))
    static let settledStore = settled(desired, from: standing(image(), contents))
    static let foreign = LinkTarget.device(DeviceNumber(major: 8, minor: 1))

    static func but(_ edit: (inout ObservedStore) -> Void) -> ObservedStore {
        var observed = settledStore
        edit(&observed)
        return observed
    }

    static let cases = [
        PlanCase("all as they should be", desired, settledStore, ["converged: 2 partitions on /dev/loop0"]),
        PlanCase(
            "one is missing", desired, but { $0.links[own("y")] = nil },
            ["pending: 1 step: the link 'by-loopwright/a/y' is missing", "publish 2 [a/part2 a/y] -> [a/part2 a/y]"]),
        PlanCase(
            "one leads nowhere", desired, but { $0.links[own("disk")] = .dangling },
            ["pending: 1 step: the link 'by-loopwright/a/disk' leads nowhere", "publish disk [a/disk] -> [a/disk]"]),
        PlanCase(
            "one of our own leads elsewhere", desired, but { $0.links[own("y")] = foreign },
            [
                "pending: 1 step: the link 'by-loopwright/a/y' leads elsewhere",
                "publish 2 [a/part2 a/y] -> [a/part2 a/y]",
            ]),
        PlanCase(
            "one that is not ours leads elsewhere", desired, but { $0.links[role] = foreign },
            [
                "blocked: the link '/dev/disk/by-role/root' is there and leads to device 8:1, which is not the store's",
                "remedy: see whose it is with `udevadm info '/dev/disk/by-role/root'`, or give the manifest another name",
            ]),
        PlanCase(
            "something else has the name", desired, but { $0.links[own("y")] = .foreign },
            [
                "blocked: '/dev/disk/by-loopwright/a/y' is there and leads to no block device",
                "remedy: run `rm '/dev/disk/by-loopwright/a/y'`, or give the manifest another name",
            ]),
        PlanCase(
            "udev has no record", desired, but { $0.records[2] = nil },
            [
                "pending: 1 step: udev has no record of the link 'by-loopwright/a/part2'",
                "publish 2 [] -> [a/part2 a/y]",
            ]),
        PlanCase(
            "the order of a record is no matter", desired, but { $0.records[2] = [own("y"), own("part2")] },
            ["converged: 2 partitions on /dev/loop0"]),
        PlanCase(
            "the manifest gives one up and another takes it: first it is given up",
            store("a", .file(imagePath), [part("x"), part("y") { $0.links = [role] }]), settledStore,
            [
                "pending: 2 steps: the link 'by-role/root' is not wanted any more",
                "publish 1 [a/part1 a/x by-role/root] -> [a/part1 a/x]",
                "publish 2 [a/part2 a/y] -> [a/part2 a/y by-role/root]",
            ]),
        PlanCase(
            "a stale name of a partition", desired, but { $0.links[own("old")] = $0.links[own("y")] },
            [
                "pending: 1 step: the link 'by-loopwright/a/old' is not wanted any more",
                "publish 2 [a/part2 a/y a/old] -> [a/part2 a/y]",
            ]),
        PlanCase(
            "a stale name that leads nowhere", desired, but { $0.links[own("part9")] = .dangling },
            [
                "pending: 1 step: the link 'by-loopwright/a/part9' is not wanted any more",
                "publish disk [a/disk a/part9] -> [a/disk]",
            ]),
        PlanCase(
            "a stale name before the store is attached", store("a", .file(imagePath)),
            standing { $0.links[own("part9")] = .dangling },
            [
                "pending: 2 steps: no loop device is attached to '/images/a.img'",
                "attach /images/a.img 512 rw [a/disk]",
                "publish disk [a/disk a/part9] -> [a/disk]",
            ]),
        PlanCase(
            "a name claimed twice",
            store("a", .file(imagePath), [part("x") { $0.links = [role] }, part("y") { $0.links = [role] }]),
            settledStore,
            [
                "blocked: the link 'by-role/root' is claimed twice",
                "remedy: leave `links: [by-role/root]` out of all but one",
            ]),
        PlanCase(
            "too many names",
            store("a", .file(imagePath), [part("x") { $0.links = (1...15).map { link("by-role/\($0)") } }, part("y")]),
            settledStore,
            [
                "blocked: partition 1 is to have 17 links, and a device has 16 at most",
                "remedy: leave some of its `links: […]` out",
            ]),
    ]

    @Test(arguments: cases) func decision(_ test: PlanCase) { #expect(PlanText(test.plan) == PlanText(test.expected)) }

    @Test func namesChangeHandsInEitherDirection() {
        let moved = store("a", .file(imagePath), [part("x"), part("y") { $0.links = [LinkTests.role] }])
        for keeper in [LinkKeeper.udev, .loopwright] {
            let host = Host(machineIdentifier: "x", linkKeeper: keeper)
            var observed = LinkTests.settledStore
            for desired in [moved, LinkTests.desired, moved] {
                let plan = Planner.plan(desired, observed, host: host)
                #expect(plan.state == .pending)
                observed = observed.applying(plan.steps, for: desired, host: host)
                #expect(Planner.plan(desired, observed, host: host).state == .converged)
            }
        }
    }
}
