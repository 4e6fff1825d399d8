// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightPlan

/// Stores whose backing or manifest has become larger, and partitions that are changed in place.
@Suite struct GrowthTests {
    /// The usual store, with `data` at the end of its 64 MiB.
    static let grown = usual { $0.size = mebibytes(96) }

    /// What its loop shows while its file is larger already.
    private static func larger(_ desired: DesiredStore = usual(), to size: ByteCount = mebibytes(96)) -> ObservedStore {
        var observed = settled(desired)
        guard case .present(var backing) = observed.backing else { return observed }
        backing.size = size
        observed.backing = .present(backing)
        return observed
    }

    private static func disk(_ size: ByteCount, _ condition: TableCondition) -> ObservedStore {
        let table = gpt([entry(1, mebibytes(1), mebibytes(62), "data")]) { $0.condition = condition }
        return standing(GrowthTests.wide(size), .holding(table)) { $0.device = wholeDisk(size) }
    }

    private static func wide(_ size: ByteCount) -> PresentBacking {
        PresentBacking(
            path: "/dev/sdb", identity: .device(DeviceNumber(major: 8, minor: 16)), size: size,
            sequence: DiskSequence(3))
    }

    static let cases = [
        PlanCase(
            "a larger size, with the loop in place", grown, settled(usual()),
            [
                "pending: 4 steps: the file is 64 MiB and the manifest says 96 MiB",
                "grow /images/a.img 64MiB -> 96MiB sparse", "grow /dev/loop0 64MiB -> 96MiB",
                "write gpt ~2 17MiB+78MiB", "resize 2 17MiB+46MiB -> 17MiB+78MiB",
            ]),
        PlanCase(
            "a larger size, and no loop", grown,
            standing(image(), known(settled(usual()).contents)),
            [
                "pending: 5 steps: the file is 64 MiB and the manifest says 96 MiB",
                "grow /images/a.img 64MiB -> 96MiB sparse", "write gpt ~2 17MiB+78MiB",
                "attach /images/a.img 512 rw [a/disk]", "add 1 1MiB+16MiB [a/part1 a/boot]",
                "add 2 17MiB+78MiB [a/part2 a/data]",
            ]),
        PlanCase(
            "a file that somebody made larger", store("a", .file(imagePath), usual().partitions), larger(),
            [
                "pending: 3 steps: '/dev/loop0' shows 64 MiB of 96 MiB", "grow /dev/loop0 64MiB -> 96MiB",
                "write gpt ~2 17MiB+78MiB", "resize 2 17MiB+46MiB -> 17MiB+78MiB",
            ]),
        PlanCase(
            "nothing that would grow", store("a", .file(imagePath), [part("boot"), part("data")]), larger(),
            ["pending: 1 step: '/dev/loop0' shows 64 MiB of 96 MiB", "grow /dev/loop0 64MiB -> 96MiB"]),
        PlanCase(
            "nothing that would grow, and a size that is ours",
            store("a", .file(imagePath), [part("boot"), part("data")]) { $0.size = mebibytes(64) }, larger(),
            [
                "pending: 2 steps: '/dev/loop0' shows 64 MiB of 96 MiB", "grow /dev/loop0 64MiB -> 96MiB",
                "write gpt",
            ]),
        PlanCase(
            "a slice with a length of its own", usual { $0.length = mebibytes(64) },
            larger(usual { $0.length = mebibytes(64) }), ["converged: 2 partitions on /dev/loop0"]),
        PlanCase(
            "a disk that has become larger, itself",
            store("a", .device("/dev/sdb"), [part("data", .rest)]) {
                $0.attachment = .direct
            }, disk(mebibytes(96), .backupMisplaced),
            [
                "pending: 3 steps: partition 'data' is to grow", "write gpt ~1 1MiB+94MiB",
                "add 1 1MiB+94MiB [a/part1 a/data]",
                "publish disk [] -> [a/disk]",
            ]),
        PlanCase(
            "a percentage of a larger disk that its neighbour holds",
            store("a", .file(imagePath), [part("boot", .share(millionths: 260_000)), part("data", .rest)]), larger(),
            [
                "blocked: partition 'boot' is 16 MiB and the manifest asks for 24 MiB: 8 MiB are missing behind it, where partition 2 'data' lies from 17 MiB to 63 MiB",
                "remedy: say `size: 16MiB`, which it has, or leave 'size' out, for nothing is moved out of its way",
            ]),
        PlanCase(
            "a larger image that may only be read",
            store("a", .file(imagePath), usual().partitions) { $0.readOnly = true },
            standing(image(mebibytes(96)), misplaced(known(settled(usual()).contents))),
            [
                "blocked: its table would be written, and the manifest says `read-only: true`",
                "remedy: leave `read-only: true` out",
            ]),
        PlanCase(
            "an MBR on a larger file",
            store("a", .file(imagePath), [part("boot"), part("data", .rest)]) { $0.size = mebibytes(96) },
            standing(
                image(),
                .holding(mbr([mbrEntry(1, mebibytes(1), mebibytes(16)), mbrEntry(2, mebibytes(17), mebibytes(40))]))
            ),
            [
                "pending: 5 steps: the file is 64 MiB and the manifest says 96 MiB",
                "grow /images/a.img 64MiB -> 96MiB sparse", "write mbr ~2 17MiB+79MiB",
                "attach /images/a.img 512 rw [a/disk]", "add 1 1MiB+16MiB [a/part1 a/boot]",
                "add 2 17MiB+79MiB [a/part2 a/data]",
            ]),
        PlanCase(
            "a logical partition that is to be longer", logical { $0.size = .fixed(mebibytes(12)) },
            standing(image(), .holding(extended)), grown("12MiB")),
        PlanCase(
            "a logical partition of rest with room behind", logical { $0.size = .rest },
            standing(image(), .holding(extended)), grown("21MiB")),
        PlanCase(
            "a logical partition that is to be too long", logical { $0.size = .fixed(mebibytes(22)) },
            standing(image(), .holding(extended)),
            [
                "blocked: partition 'home' is 8 MiB and the manifest asks for 22 MiB: 1 MiB are missing behind it, where the boot record of partition 6 lies from 42 MiB to 43008.5 KiB",
                "remedy: say `size: 8MiB`, which it has, or leave 'size' out, for nothing is moved out of its way",
            ]),
        PlanCase(
            "the last logical partition on a larger file",
            logical {
                $0.number = 6; $0.size = .rest
            } more: {
                $0.size = mebibytes(96)
            }, standing(image(), .holding(extended)),
            [
                "pending: 7 steps: the file is 64 MiB and the manifest says 96 MiB",
                "grow /images/a.img 64MiB -> 96MiB sparse", "write mbr ~2 20MiB+76MiB ~6 43MiB+53MiB",
                "attach /images/a.img 512 rw [a/disk]", "add 1 1MiB+16MiB [a/part1 a/boot]",
                "add 2 20MiB+1KiB [a/part2]",
                "add 5 21MiB+8MiB [a/part5]", "add 6 43MiB+53MiB [a/part6 a/home]",
            ]),
        PlanCase(
            "a logical partition of another type", logical { $0.type = .exactly(.mbr(0x07)) },
            standing(image(), .holding(extended)),
            [
                "pending: 6 steps: partition 'home' is to have another type", "write mbr ~5 ntfs",
                "attach /images/a.img 512 rw [a/disk]", "add 1 1MiB+16MiB [a/part1 a/boot]",
                "add 2 20MiB+1KiB [a/part2]",
                "add 5 21MiB+8MiB [a/part5 a/home]", "add 6 43MiB+6MiB [a/part6]",
            ]),
        PlanCase(
            "a logical partition in a chain with an empty link", logical { $0.type = .exactly(.mbr(0x07)) },
            standing(image(), .holding(withEmptyLink)),
            [
                "blocked: partition 'home' is a logical one that is to be changed, and a link of their chain leads to no partition",
                "remedy: have the chain written anew without it by hand, with `sfdisk`, or say what the partition is",
            ]),
        PlanCase(
            "the extended partition of another type",
            logical {
                $0.number = 2; $0.type = .exactly(.mbr(0x83))
            }, standing(image(), .holding(extended)),
            [
                "blocked: partition 'home' is to be changed, and it is the extended one; only primary and logical partitions are",
                "remedy: leave its `type: …` and `attributes: …` out, or change it by hand with `sfdisk`",
            ]),
        PlanCase(
            "another active one",
            store(
                "a", .file(imagePath), [part("boot") { $0.attributes = [] }, part("data") { $0.attributes = .active }]),
            standing(image(), .holding(active)),
            [
                "pending: 4 steps: partition 'boot' is to have other attributes; partition 'data' is to have other attributes",
                "write mbr ~1 0x0 ~2 0x4", "attach /images/a.img 512 rw [a/disk]", "add 1 1MiB+16MiB [a/part1 a/boot]",
                "add 2 17MiB+40MiB [a/part2 a/data]",
            ]),
        PlanCase(
            "two active ones", store("a", .file(imagePath), [part("boot"), part("data") { $0.attributes = .active }]),
            standing(image(), .holding(active)),
            [
                "blocked: partition 'data' is to be active, and partition 1 is; one is at most",
                "remedy: name the other in the manifest with `attributes: []`",
            ]),
        PlanCase(
            "an MBR with another uuid",
            store("a", .file(imagePath), [part("boot"), part("data")]) { $0.tableIdentifier = .mbr(0x1234_5678) },
            standing(image(), .holding(active)),
            [
                "pending: 4 steps: the disk is to have another uuid; PARTUUID=cafef00d-01 and PARTUUID=cafef00d-02 find nothing any more: fstab, root= and whatever else says so has to follow",
                "write mbr 12345678 ~1 12345678-01 ~2 12345678-02", "attach /images/a.img 512 rw [a/disk]",
                "add 1 1MiB+16MiB [a/part1 a/boot]", "add 2 17MiB+40MiB [a/part2 a/data]",
            ]),
        PlanCase(
            "an MBR with a GPT's uuid",
            store("a", .file(imagePath), [part("boot")]) { $0.tableIdentifier = .gpt(guid(9)) },
            standing(image(), .holding(active)),
            [
                "blocked: its 'uuid' is '\(guid(9))', which is none for an MBR",
                "remedy: leave `uuid: aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaa09` out, or give a GUID for a GPT, or eight hexadecimal digits for an MBR",
            ]),
        PlanCase(
            "another uuid and label",
            store(
                "a", .file(imagePath),
                [
                    part("boot") {
                        $0.label = "EFI"; $0.identifier = guid(9)
                    }
                ]),
            standing(image(), .holding(gpt([entry(1, mebibytes(1), mebibytes(16), "boot")]))),
            [
                "pending: 3 steps: partition 'boot' is to have another label and another uuid; PARTUUID=\(guid(1)) and PARTLABEL=boot find nothing any more: fstab, root= and whatever else says so has to follow",
                "write gpt ~1 'EFI' \(guid(9))", "attach /images/a.img 512 rw [a/disk]",
                "add 1 1MiB+16MiB [a/part1 a/boot]",
            ]),
    ]

    private static func misplaced(_ contents: Contents) -> Contents {
        var table = known(contents.table.table)
        table.condition = .backupMisplaced
        return .holding(table)
    }

    private static let extended = mbr([
        mbrEntry(1, mebibytes(1), mebibytes(16)), mbrEntry(2, mebibytes(20), mebibytes(30), role: .extended),
        mbrEntry(5, mebibytes(21), mebibytes(8), role: .logical),
        mbrEntry(6, mebibytes(43), mebibytes(6), role: .logical),
    ])

    private static let active: PartitionTable = {
        var table = mbr([mbrEntry(1, mebibytes(1), mebibytes(16)), mbrEntry(2, mebibytes(17), mebibytes(40))])
        table.partitions[0].attributes = .active
        return table
    }()

    private static func logical(
        _ edit: (inout DesiredPartition) -> Void, more: (inout DesiredStore) -> Void = { _ in }
    ) -> DesiredStore {
        let home = part("home") {
            $0.number = 5; edit(&$0)
        }
        return store("a", .file(imagePath), [part("boot"), home], more)
    }

    private static func grown(_ length: String) -> [String] {
        [
            "pending: 6 steps: partition 'home' is to grow", "write mbr ~5 21MiB+\(length)",
            "attach /images/a.img 512 rw [a/disk]", "add 1 1MiB+16MiB [a/part1 a/boot]", "add 2 20MiB+1KiB [a/part2]",
            "add 5 21MiB+\(length) [a/part5 a/home]", "add 6 43MiB+6MiB [a/part6]",
        ]
    }

    private static let withEmptyLink: PartitionTable = {
        var table = extended
        table.chain.append(extent(mebibytes(49), ByteCount(512)))
        return table
    }()

    @Test(arguments: cases) func decision(_ test: PlanCase) {
        #expect(PlanText(test.plan) == PlanText(test.expected))
        guard test.plan.state == .pending else { return }
        for count in 0...test.plan.steps.count {
            let cut = test.observed.applying(test.plan.steps.prefix(count), for: test.desired)
            let end = settled(test.desired, from: cut)
            #expect(Planner.plan(test.desired, end, host: machine).state == .converged, "cut off behind \(count)")
        }
    }
}
