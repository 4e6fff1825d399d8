// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightPlan

@Suite struct BackingTests {
    static let bootAndData = [
        "add 1 1MiB+16MiB [a/part1 a/boot]", "add 2 17MiB+46MiB [a/part2 a/data]",
    ]
    static let tableOfUsual = "gpt of 128 +1 'boot' 1MiB+16MiB +2 'data' 17MiB+46MiB"

    static let cases = [
        PlanCase(
            "an absent file with a size is made with its table inside", usual(), creatable,
            [
                "pending: 4 steps: the file does not exist", "create /images/a.img 64MiB sparse, \(tableOfUsual)",
                "attach /images/a.img 512 rw [a/disk]",
            ] + bootAndData),
        PlanCase(
            "an absent file without a size is waited for", usual { $0.size = nil }, creatable,
            ["waiting: the file does not exist, and the manifest gives no size to make it with"]),
        PlanCase(
            "an absent backing is waited for", usual(), ObservedStore(backing: .absent(reason: "no disk fits")),
            ["waiting: no disk fits"]),
        PlanCase(
            "a file that vanished under its loop", usual(), vanished,
            [
                "blocked: its backing is gone, and '/dev/loop0' is still attached to what was '/images/a.img'",
                "remedy: put it back under its name, or save what it holds and run `loopwright detach a`",
            ]),
        PlanCase(
            "a folder has the place of a file that was moved", usual(), displaced,
            [
                "blocked: '/images/a.img' is a folder; its backing is gone, and '/dev/loop0' is still attached to what was '/images/b.img'",
                "remedy: name a file; put it back under its name, or save what it holds and run `loopwright detach a`",
            ]),
        PlanCase(
            "a file that was cut off under its loop is not grown again", usual(),
            settled(usual()).backed { $0.size = mebibytes(8) },
            [
                "blocked: '/dev/loop0' shows 64 MiB, and its backing now holds only 8 MiB",
                "remedy: give the backing its size back with `truncate --size=+58720256 '/images/a.img'`; what was cut off is lost",
            ]),
        PlanCase(
            "a disk that was cut off under its loop", store("a", .device("/dev/sdb")),
            settled(store("a", .device("/dev/sdb")), from: standing(disk())).backed { $0.size = mebibytes(8) },
            [
                "blocked: '/dev/loop0' shows 64 MiB, and its backing now holds only 8 MiB",
                "remedy: give the backing its size back, or run `loopwright detach a`; what was cut off is lost",
            ]),
        PlanCase(
            "an empty file in the place of the loop's", usual(),
            settled(usual()).backed {
                $0.size = .zero; $0.identity = .file(device: 1, inode: 8)
            },
            [
                "blocked: '/dev/loop0' is still attached to '/images/a.img', inode \(inode) of device 1, and the backing is now inode 8 of device 1",
                "remedy: put the former back; or save what it holds, run `loopwright detach a` and apply again",
            ]),
        PlanCase(
            "a table that is gone from under its partitions is not made again", usual(), withoutTable(settled(usual())),
            [
                "blocked: its partition table is gone, and '/dev/loop0' still shows 2 partitions of it",
                "remedy: write the table back; to give up what there was, run `loopwright detach a` and apply again",
            ]),
        PlanCase(
            "nor where nothing is declared", store("a", .file(imagePath)), withoutTable(settled(usual())),
            [
                "blocked: its partition table is gone, and '/dev/loop0' still shows 2 partitions of it",
                "remedy: write the table back; to give up what there was, run `loopwright detach a` and apply again",
            ]),
        PlanCase(
            "nor on the disk itself", store("a", .device("/dev/sdb"), [part("x", .rest)]) { $0.attachment = .direct },
            standing(disk()) {
                $0.device = wholeDisk()
                $0.device?.partitions = settled(usual()).device?.partitions ?? []
            },
            [
                "blocked: its partition table is gone, and '/dev/sdb' still shows 2 partitions of it",
                "remedy: write the table back; to give up what there was, run `partx --delete '/dev/sdb'` and apply again",
            ]),
        PlanCase(
            "a file that is still being copied is waited for", usual(),
            standing(image(mebibytes(8)) { $0.isBeingWritten = true }),
            ["waiting: '/images/a.img' is open for writing: it is being copied, or a program works on it"]),
        PlanCase(
            "and is not called empty before it is", usual(), standing(image(.zero) { $0.isBeingWritten = true }),
            ["waiting: '/images/a.img' is open for writing: it is being copied, or a program works on it"]),
        PlanCase(
            "several disks fit", usual { $0.backing = .match(["ID_BUS": "usb"]) },
            ObservedStore(backing: .ambiguous(["/dev/sdb (WD)", "/dev/sdc (WD)"])),
            [
                "blocked: several disks fit its 'match': /dev/sdb (WD), /dev/sdc (WD)",
                "remedy: add a property to 'match' that only one of them has; `udevadm info --query=property DEVICE` tells those of each",
            ]),
        PlanCase(
            "a backing that must not be used", usual(),
            ObservedStore(backing: .refused(reason: "'/images' is writable by others", remedy: "chmod go-w /images")),
            ["blocked: '/images' is writable by others", "remedy: chmod go-w /images"]),
        PlanCase(
            "a full file needs all its room", usual { $0.allocation = .full },
            ObservedStore(backing: .creatable(path: imagePath, free: mebibytes(63))),
            [
                "blocked: '/images/a.img' needs 64 MiB of room, and its file system has 63 MiB free: 1 MiB are missing",
                "remedy: make room, or say `allocate: sparse`",
            ]),
        PlanCase(
            "a sparse file needs none", store("a", .file(imagePath)) { $0.size = mebibytes(64) },
            ObservedStore(backing: .creatable(path: imagePath, free: .zero)),
            [
                "pending: 2 steps: the file does not exist", "create /images/a.img 64MiB sparse",
                "attach /images/a.img 512 rw [a/disk]",
            ]),
        PlanCase(
            "a sliced file gets its table through the loop",
            store("a", .file(imagePath), [part("x", .rest)]) {
                $0.size = mebibytes(64)
                $0.offset = mebibytes(8)
                $0.length = mebibytes(16)
            }, creatable,
            [
                "pending: 4 steps: the file does not exist", "create /images/a.img 64MiB sparse",
                "attach /images/a.img 8MiB..16MiB 512 rw [a/disk]", "write gpt of 128 +1 'x' 1MiB+14MiB",
                "add 1 1MiB+14MiB [a/part1 a/x]",
            ]),
        PlanCase(
            "a slice behind the end",
            usual {
                $0.offset = mebibytes(60)
                $0.length = mebibytes(6)
            }, standing(),
            [
                "blocked: the slice of '/images/a.img' is to reach from 60 MiB to 66 MiB, and it ends at 64 MiB: 2 MiB are missing",
                "remedy: say `size: 66MiB`, or `length: 4MiB` or another 'offset'",
            ]),
        PlanCase(
            "an offset behind the end", usual { $0.offset = mebibytes(65) }, standing(),
            [
                "blocked: the slice of '/images/a.img' is to reach from 65 MiB on, and it ends at 64 MiB: 1 MiB are missing",
                "remedy: say `offset: 0` or another below 64MiB",
            ]),
        PlanCase(
            "an offset that cannot be added up",
            usual {
                $0.offset = ByteCount(.max)
                $0.length = ByteCount(.max)
            }, standing(),
            [
                "blocked: the slice of '/images/a.img' is to reach from 9223372036854775807 B to 9223372036854775807 B, "
                    + "and it ends at 64 MiB: 9223372036854775807 B are missing",
                "remedy: say `offset: 0` or another below 64MiB",
            ]),
        PlanCase(
            "an empty file", usual { $0.size = nil }, standing(image(.zero)),
            [
                "blocked: the file '/images/a.img' is empty",
                "remedy: run `rm '/images/a.img'`, and loopwright makes it at the store's 'size', or `truncate --size=SIZE '/images/a.img'`",
            ]),
        PlanCase(
            "a size that is no multiple of large sectors",
            usual {
                $0.size = mebibytes(64) + ByteCount(512)
                $0.sectorSize = .bytes4096
            }, creatable,
            [
                "blocked: what the store uses of '/images/a.img' is 65536.5 KiB, 512 B more than a multiple of its 4096-byte sectors",
                "remedy: say `length: 64MiB`, or a 'size' that is such a multiple",
            ]),
        PlanCase(
            "an odd size does not matter to small sectors", store("a", .file(imagePath)),
            standing(image(ByteCount(1000))),
            ["pending: 1 step: no loop device is attached to '/images/a.img'", "attach /images/a.img 512 rw [a/disk]"]),
        PlanCase(
            "a file larger than its size is left", usual { $0.size = mebibytes(32) }, settled(usual()),
            ["converged: 2 partitions on /dev/loop0"]),
        PlanCase(
            "a file that may only be read is not grown", usual { $0.readOnly = true }, standing(image(mebibytes(32))),
            [
                "blocked: '/images/a.img' is 32 MiB and the manifest says 64 MiB, and it may only be read",
                "remedy: say `size: 32MiB`, which it has, or leave `read-only: true` out",
            ]),
        PlanCase(
            "full growth needs its room", usual { $0.allocation = .full },
            standing(image(mebibytes(32)) { $0.free = .mebibyte }),
            [
                "blocked: '/images/a.img' needs 32 MiB of room, and its file system has 1 MiB free: 31 MiB are missing",
                "remedy: make room, or say `allocate: sparse`",
            ]),
    ]

    static let vanished: ObservedStore = {
        var observed = settled(usual())
        observed.backing = .creatable(path: imagePath, free: .gibibyte)
        observed.contents = nil
        return observed
    }()

    static let displaced: ObservedStore = {
        var observed = vanished
        observed.backing = .refused(reason: "'/images/a.img' is a folder", remedy: "name a file")
        observed.device?.binding?.path = "/images/b.img"
        return observed
    }()

    static let inode: String =
        if case .file(_, let inode) = settled(usual()).backing.present?.identity { "\(inode)" } else { "" }

    static func withoutTable(_ observed: ObservedStore) -> ObservedStore {
        var observed = observed
        observed.contents = .blank
        return observed
    }

    @Test(arguments: cases) func decision(_ test: PlanCase) { #expect(PlanText(test.plan) == PlanText(test.expected)) }

    @Test func growthOfAnAttachedStoreMovesTheBackup() {
        let small = store("a", .file(imagePath), [part("boot", .fixed(mebibytes(16)))]) { $0.size = mebibytes(64) }
        var large = small
        large.size = mebibytes(128)
        let plan = Planner.plan(large, settled(small), host: machine)
        #expect(
            PlanText(plan)
                == PlanText([
                    "pending: 3 steps: the file is 64 MiB and the manifest says 128 MiB",
                    "grow /images/a.img 64MiB -> 128MiB sparse",
                    "grow /dev/loop0 64MiB -> 128MiB", "write gpt",
                ]))
        guard case .writeTable(let change) = plan.steps.last?.step else {
            return #expect(Bool(false), "no table is written")
        }
        #expect(change.after.usable.end == mebibytes(128) - ByteCount(33 * 512))
        #expect(change.after.condition == .sound)
        #expect(change.before?.partitions == change.after.partitions)
    }

    @Test func growthOfADetachedStoreWritesTheTableIntoTheFile() {
        let table = gpt([entry(1, mebibytes(1), mebibytes(16), "boot")])
        let desired = store("a", .file(imagePath), [part("boot"), part("data", .rest)]) { $0.size = mebibytes(128) }
        #expect(
            PlanText(Planner.plan(desired, standing(image(), .holding(table)), host: machine))
                == PlanText([
                    "pending: 5 steps: the file is 64 MiB and the manifest says 128 MiB",
                    "grow /images/a.img 64MiB -> 128MiB sparse", "write gpt +2 'data' 17MiB+110MiB",
                    "attach /images/a.img 512 rw [a/disk]", "add 1 1MiB+16MiB [a/part1 a/boot]",
                    "add 2 17MiB+110MiB [a/part2 a/data]",
                ]))
    }

    @Test func aStoreTakenAsItIsGrowsWithoutItsTableBeingWritten() {
        let table = gpt([entry(1, mebibytes(1), mebibytes(16), "boot")])
        let desired = store("a", .file(imagePath)) { $0.size = mebibytes(128) }
        let observed = standing(image(), .holding(table))
        #expect(
            Planner.plan(desired, observed, host: machine).steps.map { PlanText.line($0.step) } == [
                "grow /images/a.img 64MiB -> 128MiB sparse", "attach /images/a.img 512 rw [a/disk]",
                "add 1 1MiB+16MiB [a/part1]",
            ])
        let after = Planner.plan(desired, settled(desired, from: observed), host: machine)
        #expect(
            after.reason == "1 partition on /dev/loop0; the backup of the GPT does not lie at the end of the device")
    }

    @Test func aFileGrownByHandHasItsLoopTakeItOver() {
        let desired = store("a", .file(imagePath), [part("boot", .fixed(mebibytes(16)))])
        var observed = settled(desired, from: standing())
        observed.backing = .present(image(mebibytes(100)))
        #expect(
            Planner.plan(desired, observed, host: machine).steps.map { PlanText.line($0.step) } == [
                "grow /dev/loop0 64MiB -> 100MiB"
            ])
    }

    @Test func aPlanRestsOnWhatWasSeen() {
        let observed = settled(usual(), from: standing())
        let basis = Planner.plan(usual(), observed, host: machine).basis
        #expect(
            basis
                == Basis(
                    backing: imageIdentity, backingSize: mebibytes(64), deviceSequence: DiskSequence(1),
                    tableChecksum: known(observed.contents?.table.table?.checksum)))
        let ofDisk = Planner.plan(store("a", .device("/dev/disk/by-id/x")), standing(disk()), host: machine)
        #expect(ofDisk.basis.backingSequence == DiskSequence(3))
        #expect(ofDisk.backing == "/dev/disk/by-id/x")
        let matched = store("a", .match(["ID_SERIAL": "WD*", "ID_BUS": "usb"]))
        #expect(Planner.plan(matched, standing(disk()), host: machine).backing == "/dev/sdb")
        #expect(
            Planner.plan(matched, ObservedStore(backing: .absent(reason: "")), host: machine).backing
                == "ID_BUS=usb ID_SERIAL=WD*")
    }

    @Test func unreadBytesAreAFailure() {
        let unreadable = Contents(table: .unreadable("cannot read 'x': EIO"), signatures: [], holdsData: false)
        #expect(Planner.plan(usual(), standing(image(), unreadable), host: machine).state == .failed)
        #expect(Planner.plan(usual(), ObservedStore(backing: .present(image())), host: machine).state == .failed)
    }
}

extension ObservedStore {
    fileprivate func backed(_ edit: (inout PresentBacking) -> Void) -> ObservedStore {
        guard case .present(var present) = backing else { return self }
        edit(&present)
        var observed = self
        observed.backing = .present(present)
        return observed
    }
}
