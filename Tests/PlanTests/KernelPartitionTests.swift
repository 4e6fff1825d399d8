// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightPlan

@Suite struct KernelPartitionTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let edit: @Sendable (inout [KernelPartition]) -> Void
        let expected: [String]
        var testDescription: String { name }

        init(_ name: String, _ expected: [String], _ edit: @escaping @Sendable (inout [KernelPartition]) -> Void) {
            self.name = name
            self.edit = edit
            self.expected = expected
        }
    }

    static let desired = store("a", .file(imagePath), [part("x"), part("y"), part("z")])
    static let table = gpt([
        entry(1, mebibytes(1), mebibytes(8), "x"), entry(2, mebibytes(9), mebibytes(8), "y"),
        entry(3, mebibytes(17), mebibytes(8), "z"),
    ])
    static let settledStore = settled(desired, from: standing(image(), .holding(table)))

    static let cases = [
        Case("as in the table", []) { _ in },
        Case("one is missing", ["add 2 9MiB+8MiB [a/part2 a/y]"]) { $0.remove(at: 1) },
        Case(
            "one is too long and one too short: the shrink is first",
            ["resize 2 9MiB+9MiB -> 9MiB+8MiB", "resize 1 1MiB+4MiB -> 1MiB+8MiB"]
        ) {
            $0[0].extent.length = mebibytes(4)
            $0[1].extent.length = mebibytes(9)
        },
        Case("one lies elsewhere", ["delete 2 10MiB+7MiB", "add 2 9MiB+8MiB [a/part2 a/y]"]) {
            $0[1].extent = extent(mebibytes(10), mebibytes(7))
        },
        Case("one is not in the table", ["delete 9 30MiB+1MiB"]) {
            $0.append(
                KernelPartition(
                    number: 9, extent: extent(mebibytes(30), mebibytes(1)), name: "loop0p9",
                    device: DeviceNumber(major: 259, minor: 9)))
        },
        Case(
            "one in the way goes before one grows",
            ["delete 3 6MiB+3MiB", "resize 1 1MiB+4MiB -> 1MiB+8MiB", "add 3 17MiB+8MiB [a/part3 a/z]"]
        ) {
            $0[0].extent.length = mebibytes(4)
            $0[2].extent = extent(mebibytes(6), mebibytes(3))
        },
        Case("one in use grows", ["resize 1 1MiB+4MiB -> 1MiB+8MiB"]) {
            $0[0].extent.length = mebibytes(4)
            $0[0].uses = [.swap]
        },
    ]

    private func plan(_ edit: (inout [KernelPartition]) -> Void) -> StorePlan {
        var observed = KernelPartitionTests.settledStore
        var partitions = observed.device?.partitions ?? []
        edit(&partitions)
        observed.device?.partitions = partitions
        return Planner.plan(KernelPartitionTests.desired, observed, host: machine)
    }

    @Test(arguments: cases) func difference(_ test: Case) {
        let steps = plan(test.edit).steps.map { PlanText.line($0.step) }
        #expect(steps.filter { !$0.hasPrefix("publish") } == test.expected)
    }

    @Test func onesInUseNeitherGoNorShrink() {
        let gone = plan {
            $0[1].extent.start = mebibytes(10); $0[1].uses = [.mounted(at: "/y")]
        }
        #expect(
            PlanText(gone)
                == PlanText([
                    "blocked: the kernel's '/dev/loop0p2' does not agree with the table and would go, and it is in use: mounted at '/y'",
                    "remedy: run `umount '/y'`, then try again",
                ]))
        let shorter = plan {
            $0[1].extent.length = mebibytes(9); $0[1].uses = [.heldBy("dm-0")]
        }
        #expect(
            shorter.reason
                == "the kernel's '/dev/loop0p2' does not agree with the table and would become shorter, and it is in use: held by 'dm-0'"
        )
    }

    @Test func anExtendedPartitionIsTwoSectors() {
        let table = mbr([
            mbrEntry(1, mebibytes(1), mebibytes(8)), mbrEntry(2, mebibytes(9), mebibytes(20), role: .extended),
            mbrEntry(5, mebibytes(10), mebibytes(8), role: .logical),
        ])
        let plan = Planner.plan(store(), standing(image(), .holding(table)), host: machine)
        #expect(
            plan.steps.dropFirst().map { PlanText.line($0.step) } == [
                "add 1 1MiB+8MiB [a/part1]", "add 2 9MiB+1KiB [a/part2]", "add 5 10MiB+8MiB [a/part5]",
            ])
        #expect(plan.partitions.map(\.role) == [.primary, .extended, .logical])
    }

    @Test func withoutATableTheKernelsPartitionsStay() {
        var observed = settled(store(), from: standing(image(), ContentsTests.ext4))
        observed.device?.partitions = [
            KernelPartition(
                number: 1, extent: extent(mebibytes(1), mebibytes(1)), name: "loop0p1",
                device: DeviceNumber(major: 259, minor: 1))
        ]
        #expect(Planner.plan(store { $0.table = .noTable }, observed, host: machine).state == .converged)
        observed.records[1] = [own("part1")]
        #expect(
            Planner.plan(store { $0.table = .noTable }, observed, host: machine).steps.map { PlanText.line($0.step) }
                == ["publish 1 [a/part1] -> []"])
    }
}
