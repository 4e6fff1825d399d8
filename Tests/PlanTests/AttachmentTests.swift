// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightPlan

@Suite struct AttachmentTests {
    static let plain = store("a", .file(imagePath))
    static let blank = standing()
    static let again = "remedy: run `loopwright detach a` and apply again"

    static func attached(_ edit: (inout ObservedDevice) -> Void) -> ObservedStore {
        var observed = settled(plain, from: blank)
        observed.device = observed.device.map {
            var device = $0
            edit(&device)
            return device
        }
        return observed
    }

    static func with(_ strangers: ObservedDevice...) -> ObservedStore { standing { $0.strangers = strangers } }

    static let cases = [
        PlanCase("attached as it should be", plain, attached { _ in }, ["converged: the whole device is /dev/loop0"]),
        PlanCase(
            "asked for in every way",
            store("a", .file(imagePath)) {
                $0.offset = mebibytes(1)
                $0.length = mebibytes(2)
                $0.sectorSize = .bytes4096
                $0.readOnly = true
                $0.directIO = .on
                $0.links = [link("by-role/root")]
            }, blank,
            [
                "pending: 1 step: no loop device is attached to '/images/a.img'",
                "attach /images/a.img 1MiB..2MiB 4096 ro dio on [a/disk by-role/root]",
            ]),
        PlanCase(
            "a read-only backing makes a read-only loop", plain, standing(image { $0.isReadOnly = true }),
            ["pending: 1 step: no loop device is attached to '/images/a.img'", "attach /images/a.img 512 ro [a/disk]"]),
        PlanCase(
            "a table's sectors are the loop's", store("a", .file(imagePath)),
            standing(image(), .holding(gpt([]) { $0.sectorSize = .bytes4096 })),
            ["pending: 1 step: no loop device is attached to '/images/a.img'", "attach /images/a.img 4096 rw [a/disk]"]),
        PlanCase(
            "attached in another way", plain,
            attached {
                $0.binding?.offset = mebibytes(1)
                $0.binding?.sizeLimit = mebibytes(2)
                $0.size = mebibytes(2)
            },
            [
                "blocked: '/dev/loop0' is attached with offset 1 MiB (wanted: 0 B), length 2 MiB (wanted: to the end)",
                again,
            ]),
        PlanCase(
            "attached otherwise than is said",
            store("a", .file(imagePath)) {
                $0.readOnly = true
                $0.directIO = .on
                $0.sectorSize = .bytes4096
            }, attached { _ in },
            [
                "blocked: '/dev/loop0' is attached with sectors of 512 bytes (wanted: 4096 bytes), read-only off (wanted: on), "
                    + "direct I/O off (wanted: on)", again,
            ]),
        PlanCase(
            "what is not said is as it is", plain,
            attached {
                $0.isReadOnly = true
                $0.binding?.directIO = true
                $0.sectorSize = .bytes4096
            }, ["converged: the whole device is /dev/loop0"]),
        PlanCase(
            "attached to what the backing was", plain,
            attached {
                $0.binding?.backing = .file(device: 1, inode: 8); $0.binding?.path = "/images/a.img (deleted)"
            },
            [
                "blocked: '/dev/loop0' is still attached to '/images/a.img (deleted)', inode 8 of device 1, and the backing is now inode 7 of device 1",
                "remedy: put the former back; or save what it holds, run `loopwright detach a` and apply again",
            ]),
        PlanCase(
            "asked to go", plain, attached { $0.binding?.autoclear = true },
            [
                "blocked: somebody asked to detach '/dev/loop0', and it goes when the last who has it open closes it",
                again,
            ]),
        PlanCase(
            "larger than its backing", plain, attached { $0.size = mebibytes(65) },
            [
                "blocked: '/dev/loop0' shows 65 MiB, and its backing now holds only 64 MiB",
                "remedy: give the backing its size back with `truncate --size=+1048576 '/images/a.img'`; what was cut off is lost",
            ]),
        PlanCase(
            "a read-only loop is not written through", usual(), attached { $0.isReadOnly = true },
            ["blocked: its table would be written, and '/dev/loop0' is attached read-only", again]),
        PlanCase(
            "a stranger that fits", plain, with(stranger()),
            [
                "pending: 2 steps: '/dev/loop7' was attached by somebody else, and fits",
                "adopt /dev/loop7 from '/images/a.img'",
                "publish disk [] -> [a/disk]",
            ]),
        PlanCase(
            "a stranger that does not fit", plain,
            with(
                stranger {
                    $0.binding?.offset = mebibytes(1); $0.size = mebibytes(63)
                }),
            [
                "blocked: '/images/a.img' is already attached to '/dev/loop7' with offset 1 MiB (wanted: 0 B)",
                "remedy: run `losetup -d /dev/loop7` and apply again, or have the manifest say what it is attached with",
            ]),
        PlanCase(
            "a stranger that is about to go", plain, with(stranger { $0.binding?.autoclear = true }),
            [
                "blocked: '/images/a.img' is already attached to '/dev/loop7' with the flag that it goes at its last close",
                "remedy: run `losetup -d /dev/loop7` and apply again, or have the manifest say what it is attached with",
            ]),
        PlanCase(
            "a stranger of another store", plain, with(stranger { $0.binding?.reference = "loopwright/other" }),
            [
                "blocked: '/images/a.img' is already attached to '/dev/loop7' of store 'other'",
                "remedy: run `loopwright detach other`, and apply again",
            ]),
        PlanCase(
            "several strangers", plain,
            with(
                stranger(),
                stranger {
                    $0.name = "loop8"; $0.binding?.reference = nil
                }),
            [
                "blocked: '/images/a.img' is already attached to '/dev/loop7' and to '/dev/loop8'",
                "remedy: run `losetup -d /dev/loop7` and `losetup -d /dev/loop8`, and apply again",
            ]),
        PlanCase(
            "direct over a file", store("a", .file(imagePath)) { $0.attachment = .direct }, blank,
            [
                "blocked: '/images/a.img' is a file, which only a loop device can show partitions of",
                "remedy: say `attach: loop`",
            ]),
        PlanCase(
            "direct over a partition", store("a", .device("/dev/sdb1")) { $0.attachment = .direct },
            standing(
                disk {
                    $0.isPartition = true; $0.path = "/dev/sdb1"
                }),
            [
                "blocked: '/dev/sdb1' is a partition, which can hold no partitions of its own",
                "remedy: say `attach: loop`",
            ]),
        PlanCase(
            "direct over a slice",
            store("a", .device("/dev/sdb")) {
                $0.attachment = .direct; $0.offset = mebibytes(1)
            },
            standing(disk()) { $0.device = wholeDisk() },
            ["blocked: a slice of '/dev/sdb' is to be used, which takes a loop device", "remedy: say `attach: loop`"]),
        PlanCase(
            "direct over what sysfs does not know", store("a", .device("/dev/sdb")) { $0.attachment = .direct },
            standing(disk()),
            ["failed: '/dev/sdb' was not found in sysfs"]),
        PlanCase(
            "a machine that cannot attach", plain, blank,
            host: Host(
                machineIdentifier: "x", linkKeeper: .udev, obstacles: [Obstacle("not root", remedy: "run as root")]),
            ["blocked: not root", "remedy: run as root"]),
        PlanCase(
            "a machine that need not attach", plain, attached { _ in },
            host: Host(
                machineIdentifier: "x", linkKeeper: .udev, obstacles: [Obstacle("not root", remedy: "run as root")]),
            ["converged: the whole device is /dev/loop0"]),
        PlanCase(
            "a machine without an id", usual(), blank, host: Host(machineIdentifier: nil, linkKeeper: .udev),
            [
                "blocked: identifiers cannot be derived, for this machine has no machine id",
                "remedy: run `systemd-machine-id-setup`, or give store 'a' a 'seed'",
            ]),
        PlanCase(
            "a machine without an id that needs none", plain, blank,
            host: Host(machineIdentifier: nil, linkKeeper: .udev),
            ["pending: 1 step: no loop device is attached to '/images/a.img'", "attach /images/a.img 512 rw [a/disk]"]),
    ]

    @Test(arguments: cases) func decision(_ test: PlanCase) { #expect(PlanText(test.plan) == PlanText(test.expected)) }

    @Test func anAdoptedLoopIsWhatThePlanRestsOn() {
        let plan = Planner.plan(AttachmentTests.plain, AttachmentTests.with(stranger()), host: machine)
        #expect(plan.basis.deviceSequence == DiskSequence(9))
        #expect(plan.device == "/dev/loop7")
    }

    @Test func aSeedTakesTheMachinesPlace() {
        let nameless = Host(machineIdentifier: nil, linkKeeper: .udev)
        #expect(Planner.plan(usual { $0.seed = "s" }, standing(), host: nameless).state == .pending)
        let explicit = store("a", .file(imagePath), [part("x", .rest) { $0.identifier = guid(3) }]) {
            $0.tableIdentifier = .gpt(guid(4))
        }
        #expect(Planner.plan(explicit, standing(), host: nameless).state == .pending)
    }
}
