// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightPlan

@Suite struct ContentsTests {
    static let ext4 = Contents(
        table: .absent, signatures: [Signature(type: "ext4", label: "x", uuid: "u", offset: ByteCount(1080))],
        holdsData: true)
    static let unknown = Contents(table: .absent, signatures: [], holdsData: true)
    static let damaged = Contents(table: .damaged("both headers are invalid"), signatures: [], holdsData: true)
    static let attachOnly = [
        "pending: 1 step: no loop device is attached to '/images/a.img'", "attach /images/a.img 512 rw [a/disk]",
    ]
    static let oneTable = gpt([entry(1, mebibytes(1), mebibytes(16), "boot")])

    static func withOne(_ edit: (inout DesiredStore) -> Void = { _ in }) -> DesiredStore {
        store("a", .file(imagePath), [part("boot")], edit)
    }

    static func condition(_ condition: TableCondition) -> Contents {
        .holding(gpt([entry(1, mebibytes(1), mebibytes(16), "boot")]) { $0.condition = condition })
    }

    static func damaged(_ kind: TableCondition, _ edit: (inout Contents) -> Void = { _ in }) -> Contents {
        var contents = condition(kind)
        contents.damage = contents.table.table.map { TableDamage(clause: "its header is missing", table: $0) }
        edit(&contents)
        return contents
    }

    static let cases = [
        PlanCase(
            "a blank file gets a table before it is attached", usual(), standing(),
            [
                "pending: 4 steps: there is no partition table", "write \(BackingTests.tableOfUsual)",
                "attach /images/a.img 512 rw [a/disk]",
            ] + BackingTests.bootAndData),
        PlanCase(
            "a blank disk gets its table through the loop",
            store("a", .device("/dev/sdb"), [part("x", .rest)]), standing(disk()),
            [
                "pending: 3 steps: no loop device is attached to '/dev/sdb'", "attach /dev/sdb 512 rw [a/disk]",
                "write gpt of 128 +1 'x' 1MiB+62MiB", "add 1 1MiB+62MiB [a/part1 a/x]",
            ]),
        PlanCase(
            "a disk of its own has no loop",
            store("a", .device("/dev/sdb"), [part("x", .rest)]) { $0.attachment = .direct },
            standing(disk()) { $0.device = wholeDisk() },
            [
                "pending: 3 steps: there is no partition table", "write gpt of 128 +1 'x' 1MiB+62MiB",
                "add 1 1MiB+62MiB [a/part1 a/x]", "publish disk [] -> [a/disk]",
            ]),
        PlanCase(
            "a file system is not written over", usual(), standing(image(), ext4),
            [
                "blocked: its backing holds 'ext4' labelled 'x' with uuid u at byte 1080",
                "remedy: to use it as it is, leave 'table' and 'partitions' out; to give up all that is there, "
                    + "run `fallocate --punch-hole --offset 0 --length 67108864 '/images/a.img'`",
            ]),
        PlanCase(
            "unknown data is not written over", usual(), standing(image(), unknown),
            [
                "blocked: its backing holds data of a kind that nothing here knows",
                "remedy: to use it as it is, leave 'table' and 'partitions' out; to give up all that is there, "
                    + "run `fallocate --punch-hole --offset 0 --length 67108864 '/images/a.img'`",
            ]),
        PlanCase(
            "a damaged table is not written over", usual(), standing(image(), damaged),
            [
                "blocked: its partition table cannot be trusted: both headers are invalid",
                "remedy: repair it by hand: a GPT of which one copy is valid with `sgdisk -e '/images/a.img'`, "
                    + "and where that refuses with `gdisk '/images/a.img'`",
            ]),
        PlanCase("as it is: a file system", store(), standing(image(), ext4), attachOnly),
        PlanCase("as it is: a damaged table", store(), standing(image(), damaged), attachOnly),
        PlanCase(
            "as it is: every partition is exposed", store(), standing(image(), .holding(oneTable)),
            [
                "pending: 2 steps: no loop device is attached to '/images/a.img'",
                "attach /images/a.img 512 rw [a/disk]",
                "add 1 1MiB+16MiB [a/part1]",
            ]),
        PlanCase(
            "no table: a file system",
            usual {
                $0.table = .noTable; $0.partitions = []
            }, standing(image(), ext4), attachOnly),
        PlanCase(
            "no table: a table is in the way",
            usual {
                $0.table = .noTable; $0.partitions = []
            },
            standing(image(), .holding(oneTable)),
            [
                "blocked: the manifest says `table: none`, and its backing holds a GPT with 1 partition",
                "remedy: leave `table: none` out; to give up all that is there, "
                    + "run `fallocate --punch-hole --offset 0 --length 67108864 '/images/a.img'`",
            ]),
        PlanCase(
            "a table of the other kind", withOne { $0.table = .kind(.mbr) }, standing(image(), .holding(oneTable)),
            [
                "blocked: its backing holds a GPT and the manifest says `table: mbr`",
                "remedy: say `table: gpt`, or leave it out",
            ]),
        PlanCase(
            "a table of either kind where none is said", withOne(),
            standing(image(), .holding(mbr([mbrEntry(1, mebibytes(1), mebibytes(16))]))),
            [
                "pending: 2 steps: no loop device is attached to '/images/a.img'",
                "attach /images/a.img 512 rw [a/disk]",
                "add 1 1MiB+16MiB [a/part1 a/boot]",
            ]),
        PlanCase(
            "an MBR is made with positions for numbers",
            store("a", .file(imagePath), [part("x", .fixed(mebibytes(8))), part("y", .rest)]) {
                $0.table = .kind(.mbr)
            }, standing(),
            [
                "pending: 4 steps: there is no partition table", "write mbr of 4 +1 '' 1MiB+8MiB +2 '' 9MiB+55MiB",
                "attach /images/a.img 512 rw [a/disk]", "add 1 1MiB+8MiB [a/part1 a/x]",
                "add 2 9MiB+55MiB [a/part2 a/y]",
            ]),
        PlanCase(
            "a table alone is made where it is asked for", store { $0.table = .kind(.gpt) }, standing(),
            [
                "pending: 2 steps: there is no partition table", "write gpt of 128",
                "attach /images/a.img 512 rw [a/disk]",
            ]),
        PlanCase(
            "a device too small for a table", store { $0.table = .kind(.gpt) }, standing(image(kibibytes(32))),
            [
                "blocked: the store is 32 KiB, too small for a GPT with 128 entries and anything in it",
                "remedy: say `size: 2MiB` or more",
            ]),
        PlanCase(
            "a damaged copy may be read from", withOne(),
            settled(withOne(), from: standing(image(), condition(.primaryDamaged))),
            ["converged: 1 partition on /dev/loop0; the first copy of the GPT is damaged"]),
        PlanCase(
            "a damaged copy is not written over", store("a", .file(imagePath), [part("boot"), part("x", .rest)]),
            standing(image(), condition(.backupDamaged)),
            [
                "blocked: its partition table cannot be trusted: the backup of the GPT is damaged",
                "remedy: repair it by hand: a GPT of which one copy is valid with `sgdisk -e '/images/a.img'`, "
                    + "and where that refuses with `gdisk '/images/a.img'`",
            ]),
        PlanCase(
            "a damaged backup is written anew", withOne(), standing(image(), damaged(.backupDamaged)),
            [
                "pending: 3 steps: its header is missing; it is written anew from the first copy", "write gpt",
                "attach /images/a.img 512 rw [a/disk]", "add 1 1MiB+16MiB [a/part1 a/boot]",
            ]),
        PlanCase(
            "a damaged first copy is written anew before partitions are added",
            store("a", .file(imagePath), [part("boot"), part("x", .rest)]),
            standing(image(), damaged(.primaryDamaged)),
            [
                "pending: 4 steps: its header is missing; it is written anew from the backup; partition 'x' is missing",
                "write gpt +2 'x' 17MiB+46MiB", "attach /images/a.img 512 rw [a/disk]",
                "add 1 1MiB+16MiB [a/part1 a/boot]", "add 2 17MiB+46MiB [a/part2 a/x]",
            ]),
        PlanCase(
            "a damaged backup beside a signature is told of", withOne(),
            settled(
                withOne(),
                from: standing(image(), damaged(.backupDamaged) { $0.signatures = [Signature(type: "iso9660")] })),
            ["converged: 1 partition on /dev/loop0; the backup of the GPT is damaged"]),
        PlanCase(
            "a damaged backup of a read-only store is told of", withOne { $0.readOnly = true },
            settled(withOne { $0.readOnly = true }, from: standing(image(), damaged(.backupDamaged))),
            ["converged: 1 partition on /dev/loop0; the backup of the GPT is damaged"]),
        PlanCase(
            "a misplaced backup stays where nothing is written", withOne(),
            settled(withOne(), from: standing(image(), condition(.backupMisplaced))),
            ["converged: 1 partition on /dev/loop0; the backup of the GPT does not lie at the end of the device"]),
        PlanCase(
            "a misplaced backup is moved where the size is ours", withOne { $0.size = mebibytes(64) },
            settled(withOne(), from: standing(image(), condition(.backupMisplaced))),
            ["pending: 1 step: the backup of the table is to lie at the end of the device", "write gpt"]),
        PlanCase(
            "a table is not added to beside a signature",
            store("a", .file(imagePath), [part("boot"), part("x", .rest)]),
            standing(
                image(), Contents(table: .present(oneTable), signatures: [Signature(type: "iso9660")], holdsData: true)),
            [
                "blocked: its backing holds 'iso9660' besides its table",
                "remedy: if that is a leftover, clear it with `wipefs --all --types iso9660 '/images/a.img'`",
            ]),
        PlanCase(
            "a table for other sectors", withOne { $0.sectorSize = .bytes4096 }, standing(image(), .holding(oneTable)),
            [
                "blocked: its table was written for sectors of 512 bytes, and the device is to have sectors of 4096",
                "remedy: say `sector-size: 512`, or leave it out",
            ]),
        PlanCase(
            "a table that reaches behind the end", store(), standing(image(mebibytes(16)), .holding(oneTable)),
            [
                "blocked: partition 1 ends at 17 MiB, and the device at 16 MiB",
                "remedy: give the store the size that its table was written for: say `size: 17MiB` or more",
            ]),
        PlanCase(
            "another disk identifier", withOne { $0.tableIdentifier = .gpt(guid(9)) },
            standing(image(), .holding(oneTable)),
            [
                "pending: 3 steps: the disk is to have another uuid", "write gpt \(guid(9))",
                "attach /images/a.img 512 rw [a/disk]", "add 1 1MiB+16MiB [a/part1 a/boot]",
            ]),
        PlanCase(
            "fewer entries than asked for", withOne { $0.entries = 256 }, standing(image(), .holding(oneTable)),
            [
                "blocked: its table has 128 entries and the manifest says 256; the manifest never makes room for more",
                "remedy: say `entries: 128`, which it has, or leave 'entries' out",
            ]),
        PlanCase(
            "an identifier of the other kind",
            store {
                $0.table = .kind(.mbr); $0.tableIdentifier = .gpt(someGUID)
            }, standing(),
            [
                "blocked: its 'uuid' is '\(someGUID)', which is none for an MBR",
                "remedy: leave `uuid: 11111111-2222-3333-4444-555555555555` out, or give a GUID for a GPT, or eight hexadecimal digits for an MBR",
            ]),
        PlanCase(
            "a read-only store is not written to", usual { $0.readOnly = true }, standing(),
            [
                "blocked: its table would be written, and the manifest says `read-only: true`",
                "remedy: leave `read-only: true` out",
            ]),
        PlanCase(
            "a read-only backing is not written to", usual(), standing(image { $0.isReadOnly = true }),
            [
                "blocked: its table would be written, and '/images/a.img' may only be read",
                "remedy: end what `findmnt --target '/images/a.img'` or `lsattr '/images/a.img'` shows to make it read-only",
            ]),
        PlanCase(
            "a read-only slice cannot get its table",
            usual {
                $0.readOnly = true; $0.offset = mebibytes(1)
            }, creatable,
            [
                "blocked: its table would be written, and the manifest says `read-only: true`",
                "remedy: leave `read-only: true` out",
            ]),
    ]

    @Test(arguments: cases) func decision(_ test: PlanCase) { #expect(PlanText(test.plan) == PlanText(test.expected)) }

    @Test func manyPartitionsGetALargerTable() {
        let many = (1...200).map { part("p\($0)", .fixed(kibibytes(4))) }
        let desired = store("a", .file(imagePath), many) { $0.alignment = kibibytes(4) }
        let plan = Planner.plan(desired, standing(), host: machine)
        guard case .writeTable(let change) = plan.steps.first?.step else {
            return #expect(Bool(false), "\(plan.reason)")
        }
        #expect(change.after.entries == 256)
        #expect(change.after.partitions.map(\.number) == Array(1...200))
    }

    @Test func moreThanTheKernelShowsIsAnObstacle() {
        let many = (1...256).map { part("p\($0)", .fixed(kibibytes(4))) }
        let plan = Planner.plan(
            store("a", .file(imagePath), many) { $0.alignment = kibibytes(4) }, standing(), host: machine)
        #expect(
            plan.reason
                == "there is no entry left for partition 'p256': all 255 that the table has and the kernel shows are taken"
        )
    }

    @Test func everyObstacleIsNamedAtOnce() {
        let desired = store(
            "a", .file(imagePath),
            [
                part("boot", .fixed(mebibytes(8))), part("x"), part("y", .fixed(.gibibyte)),
            ])
        let plan = Planner.plan(desired, standing(image(), .holding(ContentsTests.oneTable)), host: machine)
        #expect(
            plan.reason == """
                partition 'boot' is 16 MiB and the manifest says 8 MiB; the manifest never shrinks a partition; \
                partition 'x' has no size; \
                partition 'y' needs at least 1 GiB, and the largest free room behind 'boot' is 46 MiB at 17 MiB: 978 MiB are missing
                """)
        #expect(
            plan.remedy == """
                say `size: 16MiB`, which it has, or use `loopwright shrink`; \
                say one such as `size: 512MiB`, `size: 25%` or `size: rest`; \
                say `size: 46MiB` or less, or make the store 978 MiB larger by its own 'size'
                """)
        #expect(plan.partitions.map(\.number) == [1])
    }
}
