// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightPlan

@Suite struct DetachTests {
    private let name = storeName("a")

    private func attached(_ edit: (inout ObservedDevice) -> Void = { _ in }) -> ObservedDevice {
        var device = known(settled(usual()).device)
        edit(&device)
        return device
    }

    @Test func nothingIsAttached() {
        #expect(PlanText(DetachPlanner.plan(name: name, device: nil)) == PlanText(["converged: nothing is attached"]))
    }

    @Test func partitionsGoBeforeTheirDevice() {
        let plan = DetachPlanner.plan(name: name, device: attached())
        #expect(
            PlanText(plan)
                == PlanText([
                    "pending: 3 steps: '/dev/loop0' is to be taken down", "delete 2 17MiB+46MiB", "delete 1 1MiB+16MiB",
                    "detach /dev/loop0",
                ]))
        let after = settled(usual()).applying(plan.steps, for: usual())
        #expect(after.device == nil && after.links.isEmpty && after.records.isEmpty)
        #expect(Planner.plan(usual(), after, host: machine).state == .pending)
    }

    @Test func everyUseIsNamedAndNothingIsDone() {
        let plan = DetachPlanner.plan(
            name: name,
            device: attached {
                $0.uses = [.openedBy(process: 5, command: "dd")]
                $0.partitions[0].uses = [.mounted(at: "/boot"), .swap]
                $0.partitions[1].uses = [.loop(node: "/dev/loop4", store: storeName("inner"))]
            })
        #expect(
            PlanText(plan)
                == PlanText([
                    "blocked: '/dev/loop0' is in use: opened by 'dd' (process 5); '/dev/loop0p1' is in use: mounted at '/boot', used as swap; "
                        + "'/dev/loop0p2' is in use: attached to '/dev/loop4' of store 'inner'",
                    "remedy: end process 5, then try again; run `umount '/boot'`, run `swapoff '/dev/loop0p1'`, then try again; "
                        + "run `loopwright detach inner`, then try again",
                ]))
    }

    @Test func aLoopWithAnotherMarkIsLeftAlone() {
        let plan = DetachPlanner.plan(name: name, device: stranger())
        #expect(
            PlanText(plan)
                == PlanText([
                    "blocked: '/dev/loop7' is marked '/images/a.img', which is not store 'a'",
                    "remedy: run `losetup -d /dev/loop7`",
                ]))
    }

    @Test func aDiskItselfOnlyLosesItsNames() {
        let records: [Int?: [LinkPath]] = [nil: [own("disk")], 1: [own("part1")], 2: []]
        #expect(
            DetachPlanner.plan(name: name, device: wholeDisk(), records: records).steps.map { PlanText.line($0.step) }
                == [
                    "publish 1 [a/part1] -> []", "publish disk [a/disk] -> []",
                ])
        #expect(DetachPlanner.plan(name: name, device: wholeDisk()).state == .converged)
    }

    // MARK: Stores that have left the manifest

    private func orphan(
        _ device: ObservedDevice, records: [Int?: [LinkPath]] = [:], prunes: Bool, isLastWay: Bool = false
    ) -> PlanText {
        PlanText(
            DetachPlanner.plan(orphan: name, device: device, records: records, prunes: prunes, isLastWay: isLastWay))
    }

    @Test func anOrphanIsOnlyToldOf() {
        #expect(
            orphan(attached(), prunes: false)
                == PlanText([
                    "blocked: the manifest does not name it any more, and '/dev/loop0' is still attached to '/images/a.img'",
                    "remedy: run `loopwright detach a`, or say `prune: true` in the manifest",
                ]))
        #expect(
            orphan(wholeDisk(), records: [nil: [own("disk")]], prunes: false)
                == PlanText([
                    "blocked: the manifest does not name it any more, and '/dev/sdb' still has the store's links",
                    "remedy: run `loopwright detach a`, or say `prune: true` in the manifest",
                ]))
    }

    @Test func anOrphanIsPruned() {
        #expect(
            orphan(attached(), prunes: true) == PlanText(DetachPlanner.plan(name: name, device: attached())))
        #expect(
            orphan(wholeDisk(), records: [nil: [own("disk")]], prunes: true)
                == PlanText(["pending: 1 step: '/dev/sdb' is to be taken down", "publish disk [a/disk] -> []"]))
    }

    @Test func anOrphanInUseIsKept() {
        let device = attached { $0.partitions[0].uses = [.mounted(at: "/boot")] }
        #expect(orphan(device, prunes: true) == PlanText(DetachPlanner.plan(name: name, device: device)))
    }

    @Test func anOrphanThatIsTheLastWayToItsBytesIsKept() {
        #expect(
            orphan(attached { $0.binding?.path += " (deleted)" }, prunes: true, isLastWay: true)
                == PlanText([
                    "blocked: '/images/a.img (deleted)' is not there any more, and its bytes would go with '/dev/loop0'",
                    "remedy: save what it holds, then run `loopwright detach a`",
                ]))
    }
}
