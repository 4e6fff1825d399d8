// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightPlan

@Suite struct UseTests {
    static let asItIs = store("a", .device("/dev/sdb"))
    static let used = disk { $0.uses = [.mounted(at: "/srv"), .openedBy(process: 12, command: "qemu")] }
    static let partitioned = store("a", .device("/dev/sdb"), [part("x", .rest)])
    static let blocked = [
        "blocked: '/dev/sdb' is in use: mounted at '/srv', opened by 'qemu' (process 12)",
        "remedy: run `umount '/srv'`, end process 12, then try again",
    ]

    static let cases = [
        PlanCase("attached read-write", asItIs, standing(used), blocked),
        PlanCase(
            "attached read-only where that is said", store("a", .device("/dev/sdb")) { $0.readOnly = true },
            standing(used),
            ["pending: 1 step: no loop device is attached to '/dev/sdb'", "attach /dev/sdb 512 ro [a/disk]"]),
        PlanCase(
            "attached read-only because of the backing", asItIs,
            standing(
                disk {
                    $0.uses = used.uses; $0.isReadOnly = true
                }), blocked),
        PlanCase(
            "attached already", asItIs, settled(asItIs, from: standing(disk())).over(used),
            ["converged: the whole device is /dev/loop0"]),
        PlanCase("a table through the loop", partitioned, settled(asItIs, from: standing(disk())).over(used), blocked),
        PlanCase(
            "the disk itself: partitions in use do not mind", directly(partitioned),
            standing(used) { $0.device = wholeDisk() },
            [
                "pending: 3 steps: there is no partition table", "write gpt of 128 +1 'x' 1MiB+62MiB",
                "add 1 1MiB+62MiB [a/part1 a/x]",
                "publish disk [] -> [a/disk]",
            ]),
        PlanCase(
            "the disk itself: it is in use as a whole", directly(partitioned),
            standing(disk()) { $0.device = wholeDisk(uses: [.heldBy("md0"), .swap]) },
            [
                "blocked: '/dev/sdb' is in use: held by 'md0', used as swap",
                "remedy: run `mdadm --stop /dev/md0`, run `swapoff '/dev/sdb'`, then try again",
            ]),
        PlanCase(
            "the disk itself: its driver shows no partitions", directly(partitioned),
            standing(disk()) {
                $0.device = wholeDisk()
                $0.device?.showsPartitions = false
            },
            ["blocked: the driver of '/dev/sdb' shows no partitions of its disks", "remedy: say `attach: loop`"]),
        PlanCase(
            "a loop beside ours, while a table is to be written", usual(),
            settled(store("a", .file(imagePath)), from: standing()).beside(stranger()),
            [
                "blocked: '/images/a.img' is in use: attached to '/dev/loop7'",
                "remedy: run `losetup -d /dev/loop7`, then try again",
            ]),
        PlanCase(
            "a stranger that is adopted is no use in the way", usual(),
            standing(image { $0.uses = [.loop(node: "/dev/loop7", store: nil)] }) { $0.strangers = [stranger()] },
            [
                "pending: 5 steps: '/dev/loop7' was attached by somebody else, and fits",
                "adopt /dev/loop7 from '/images/a.img'",
                "write \(BackingTests.tableOfUsual)",
            ] + BackingTests.bootAndData + ["publish disk [] -> [a/disk]"]),
        PlanCase(
            "a loop on another slice of the same file", slice,
            settled(slice, from: standing()).over(
                image(mebibytes(96)) { $0.uses = [.loop(node: "/dev/loop4", store: storeName("b"))] }),
            [
                "pending: 3 steps: '/dev/loop0' shows 32 MiB of 64 MiB", "grow /dev/loop0 32MiB -> 64MiB",
                "write gpt ~1 1MiB+62MiB", "resize 1 1MiB+30MiB -> 1MiB+62MiB",
            ]),
        PlanCase(
            "a loop of another store on the same backing", store("a", .file(imagePath)),
            standing(image { $0.uses = [.loop(node: "/dev/loop4", store: storeName("b")), .exclusive] }),
            [
                "blocked: '/images/a.img' is in use: attached to '/dev/loop4' of store 'b', held by somebody who cannot be told",
                "remedy: run `loopwright detach b`, find out with `fuser -v '/images/a.img'` who holds it, then try again",
            ]),
    ]

    private static let slice = store("a", .file(imagePath), [part("x", .rest)]) {
        $0.size = mebibytes(64)
        $0.offset = mebibytes(32)
    }

    static func directly(_ store: DesiredStore) -> DesiredStore {
        var direct = store
        direct.attachment = .direct
        return direct
    }

    @Test(arguments: cases) func decision(_ test: PlanCase) { #expect(PlanText(test.plan) == PlanText(test.expected)) }
}

extension ObservedStore {
    func over(_ backing: PresentBacking) -> ObservedStore {
        var changed = self
        changed.backing = .present(backing)
        return changed
    }

    func beside(_ stranger: ObservedDevice) -> ObservedStore {
        var changed = self
        changed.strangers = [stranger]
        return changed
    }
}
