// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightPlan

/// A partition that exists against each key of the manifest.
@Suite struct ExistingPartitionTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let partition: DesiredPartition
        let reason: String
        var testDescription: String { name }

        init(
            _ name: String, _ reason: String, _ size: DesiredSize? = nil,
            _ edit: (inout DesiredPartition) -> Void = { _ in }
        ) {
            self.name = name
            self.reason = reason
            partition = part("boot", size, edit)
        }
    }

    static let fine = "2 partitions on /dev/loop0"

    /// Partition 1 lies from 1 to 17 MiB; behind it 8 MiB are free, then comes another up to the end.
    static let table = gpt([
        entry(1, mebibytes(1), mebibytes(16), "boot") { $0.attributes = .required },
        entry(5, mebibytes(25), mebibytes(38), "other"),
    ])

    static let cases = [
        Case("nothing is said", fine),
        Case("the size it has", fine, .fixed(mebibytes(16))),
        Case("the size it has once a whole sector is made of it", fine, .fixed(mebibytes(16) - ByteCount(511))),
        Case(
            "a smaller size",
            "partition 'boot' is 16 MiB and the manifest says 15 MiB; the manifest never shrinks a partition",
            .fixed(mebibytes(15))),
        Case(
            "a larger size",
            "partition 'boot' is 16 MiB and the manifest asks for 20 MiB; growing it is not supported yet",
            .fixed(mebibytes(20))),
        Case(
            "one byte more than it has",
            "partition 'boot' is 16 MiB and the manifest asks for 16384.5 KiB; growing it is not supported yet",
            .fixed(mebibytes(16) + ByteCount(1))),
        Case("the share it has", fine, .share(millionths: 260_000)),
        Case(
            "a larger share",
            "partition 'boot' is 16 MiB and the manifest asks for 31 MiB; growing it is not supported yet",
            .share(millionths: 500_000)),
        Case("a share held back", fine, .share(millionths: 500_000)) { $0.maximum = mebibytes(16) },
        Case(
            "rest with room behind",
            "partition 'boot' is 16 MiB and the manifest asks for 24 MiB; growing it is not supported yet", .rest),
        Case("rest that has its most", fine, .rest) { $0.maximum = mebibytes(16) },
        Case("rest that lacks less than a unit", fine, .rest) { $0.maximum = mebibytes(16) + kibibytes(512) },
        Case(
            "rest with too much",
            "partition 'boot' is 16 MiB and the manifest says 8 MiB; the manifest never shrinks a partition", .rest
        ) { $0.maximum = mebibytes(8) },
        Case(
            "less than its least",
            "partition 'boot' is 16 MiB and the manifest asks for 20 MiB; growing it is not supported yet"
        ) { $0.minimum = mebibytes(20) },
        Case("the start it has", fine) { $0.start = mebibytes(1) },
        Case(
            "another start",
            "partition 'boot' starts at 1 MiB and the manifest says 2 MiB; the manifest never moves a partition"
        ) {
            $0.start = mebibytes(2)
        },
        Case("the type it has", fine) { $0.type = .named("linux") },
        Case(
            "another type",
            "type of partition 'boot' is 'linux' and the manifest says 'swap'; changing it is not supported yet"
        ) {
            $0.type = .named("swap")
        },
        Case("a type of the other kind of table", "type '0x83' of partition 'boot' has no meaning in a GPT") {
            $0.type = .exactly(.mbr(0x83))
        },
        Case("the number it has", fine) { $0.number = 1 },
        Case(
            "another number",
            "number of partition 'boot' is '1' and the manifest says '3'; changing it is not supported yet"
        ) { $0.number = 3 },
        Case("the uuid it has", fine) { $0.identifier = guid(1) },
        Case(
            "another uuid",
            "uuid of partition 'boot' is '\(guid(1))' and the manifest says '\(guid(9))'; changing it is not supported yet"
        ) { $0.identifier = guid(9) },
        Case(
            "another label",
            "label of partition 'boot' is 'boot' and the manifest says 'EFI'; changing it is not supported yet"
        ) {
            $0.number = 1
            $0.label = "EFI"
        },
        Case("the attributes it has", fine) { $0.attributes = .required },
        Case(
            "other attributes",
            "attributes of partition 'boot' is 'required' and the manifest says 'read-only,no-auto'; changing it is not supported yet"
        ) { $0.attributes = [.readOnly, .noAuto] },
        Case(
            "no attributes",
            "attributes of partition 'boot' is 'required' and the manifest says 'none'; changing it is not supported yet"
        ) { $0.attributes = [] },
    ]

    @Test(arguments: cases) func comparison(_ test: Case) {
        let contents = standing(image(), .holding(ExistingPartitionTests.table))
        let observed = settled(store("a", .file(imagePath), [part("boot")]), from: contents)
        let plan = Planner.plan(store("a", .file(imagePath), [test.partition]), observed, host: machine)
        #expect(plan.reason == test.reason)
        #expect(plan.state == (test.reason == ExistingPartitionTests.fine ? .converged : .blocked))
        #expect(plan.steps.isEmpty)
    }

    @Test func restIsSatisfiedWhereAMissingPartitionTakesTheRoomBehind() {
        let desired = store("a", .file(imagePath), [part("boot", .rest), part("x", .fixed(mebibytes(8)))])
        let plan = Planner.plan(desired, standing(image(), .holding(ExistingPartitionTests.table)), host: machine)
        #expect(plan.steps.first.map { PlanText.line($0.step) } == "write gpt +2 'x' 17MiB+8MiB")
        #expect(plan.steps.first?.reason == "partition 'x' is missing")
    }

    @Test func anMBRHasNoLabelsNorIdentifiers() {
        let desired = store(
            "a", .file(imagePath),
            [
                part("boot") {
                    $0.label = "x"
                    $0.identifier = someGUID
                    $0.attributes = .readOnly
                }
            ])
        let plan = Planner.plan(
            desired, standing(image(), .holding(mbr([mbrEntry(1, mebibytes(1), mebibytes(16))]))), host: machine)
        #expect(
            plan.reason.hasPrefix(
                "'uuid' of partition 'boot' has no meaning in an MBR; 'label' of partition 'boot' has no meaning in an MBR; 'attributes' of partition 'boot' has no meaning in an MBR"
            ))
    }

    @Test func undeclaredPartitionsAreKeptAndLinkedByNumber() {
        let desired = store("a", .file(imagePath), [part("boot")])
        let plan = Planner.plan(
            desired, settled(desired, from: standing(image(), .holding(ExistingPartitionTests.table))), host: machine)
        #expect(
            plan.partitions == [
                PartitionView(
                    name: partitionName("boot"), number: 1, extent: extent(mebibytes(1), mebibytes(16)),
                    type: .gpt(someTypeGUID),
                    label: "boot", node: "/dev/loop0p1", links: [own("part1"), own("boot")]),
                PartitionView(
                    name: nil, number: 5, extent: extent(mebibytes(25), mebibytes(38)), type: .gpt(someTypeGUID),
                    label: "other",
                    node: "/dev/loop0p5", links: [own("part5")]),
            ])
    }
}
