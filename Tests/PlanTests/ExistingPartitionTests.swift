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

    static let fine = "3 partitions on /dev/loop0"

    /// Partition 1 lies from 1 to 17 MiB; behind it 8 MiB are free, then comes another up to the end.
    static let table = gpt([
        entry(1, mebibytes(1), mebibytes(16), "boot") { $0.attributes = .required },
        entry(5, mebibytes(25), mebibytes(38), "other"), entry(6, kibibytes(512), kibibytes(256), "\u{e9}"),
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
            "write gpt ~1 1MiB+20MiB", .fixed(mebibytes(20))),
        Case("one byte more than it has", "write gpt ~1 1MiB+16777728", .fixed(mebibytes(16) + ByteCount(1))),
        Case("all the room behind it", "write gpt ~1 1MiB+24MiB", .fixed(mebibytes(24))),
        Case(
            "more than the room behind it",
            "partition 'boot' is 16 MiB and the manifest asks for 25 MiB: 1 MiB are missing behind it, where partition 5, which the manifest does not name, lies from 25 MiB to 63 MiB",
            .fixed(mebibytes(25))),
        Case("the share it has", fine, .share(millionths: 260_000)),
        Case(
            "a larger share",
            "partition 'boot' is 16 MiB and the manifest asks for 31 MiB: 7 MiB are missing behind it, where partition 5, which the manifest does not name, lies from 25 MiB to 63 MiB",
            .share(millionths: 500_000)),
        Case("a share held back", fine, .share(millionths: 500_000)) { $0.maximum = mebibytes(16) },
        Case("a share with room", "write gpt ~1 1MiB+20MiB", .share(millionths: 333_000)),
        Case("rest with room behind", "write gpt ~1 1MiB+24MiB", .rest),
        Case("rest up to its most", "write gpt ~1 1MiB+18MiB", .rest) { $0.maximum = mebibytes(18) },
        Case("rest that has its most", fine, .rest) { $0.maximum = mebibytes(16) },
        Case("rest that lacks less than a unit", fine, .rest) { $0.maximum = mebibytes(16) + kibibytes(512) },
        Case(
            "rest with too much",
            "partition 'boot' is 16 MiB and the manifest says 8 MiB; the manifest never shrinks a partition", .rest
        ) { $0.maximum = mebibytes(8) },
        Case("less than its least", "write gpt ~1 1MiB+20MiB") { $0.minimum = mebibytes(20) },
        Case("less of rest than its least", "write gpt ~1 1MiB+24MiB", .rest) { $0.minimum = mebibytes(20) },
        Case(
            "a least that finds no room",
            "partition 'boot' is 16 MiB and the manifest asks for 30 MiB: 6 MiB are missing behind it, where partition 5, which the manifest does not name, lies from 25 MiB to 63 MiB",
            .rest
        ) { $0.minimum = mebibytes(30) },
        Case("the start it has", fine) { $0.start = mebibytes(1) },
        Case(
            "another start",
            "partition 'boot' starts at 1 MiB and the manifest says 2 MiB; the manifest never moves a partition"
        ) {
            $0.start = mebibytes(2)
        },
        Case("the type it has", fine) { $0.type = .named("linux") },
        Case("another type", "write gpt ~1 swap") { $0.type = .named("swap") },
        Case("a type of the other kind of table", "type '0x83' of partition 'boot' has no meaning in a GPT") {
            $0.type = .exactly(.mbr(0x83))
        },
        Case("the number it has", fine) { $0.number = 1 },
        Case(
            "another number",
            "partition 'boot' has number 1 and the manifest says 3; the manifest never renumbers a partition"
        ) { $0.number = 3 },
        Case("the uuid it has", fine) { $0.identifier = guid(1) },
        Case("another uuid", "write gpt ~1 \(guid(9))") { $0.identifier = guid(9) },
        Case("another label", "write gpt ~1 'EFI'") { $0.label = "EFI" },
        Case("the attributes it has", fine) { $0.attributes = .required },
        Case("other attributes", "write gpt ~1 0x9000000000000000") { $0.attributes = [.readOnly, .noAuto] },
        Case("no attributes", "write gpt ~1 0x0") { $0.attributes = [] },
        Case(
            "everything at once", "write gpt ~1 1MiB+20MiB esp 'EFI' \(guid(9)) 0x4", .fixed(mebibytes(20))
        ) {
            $0.number = 1
            $0.type = .named("esp")
            $0.label = "EFI"
            $0.identifier = guid(9)
            $0.attributes = .legacyBoot
        },
    ]

    @Test(arguments: cases) func comparison(_ test: Case) {
        let contents = standing(image(), .holding(ExistingPartitionTests.table))
        let observed = settled(store("a", .file(imagePath), [part("boot")]), from: contents)
        let desired = store("a", .file(imagePath), [test.partition])
        let plan = Planner.plan(desired, observed, host: machine)
        if test.reason.hasPrefix("write ") {
            #expect(plan.steps.first.map { PlanText.line($0.step) } == test.reason)
            #expect(Planner.plan(desired, settled(desired, from: observed), host: machine).state == .converged)
        } else {
            #expect(plan.reason == test.reason)
            #expect(plan.state == (test.reason == ExistingPartitionTests.fine ? .converged : .blocked))
            #expect(plan.steps.isEmpty)
        }
    }

    @Test func aLabelInOtherCharactersOfTheSameTextStays() {
        let desired = store(
            "a", .file(imagePath),
            [
                part("boot"),
                part("x") {
                    $0.number = 6; $0.label = "e\u{301}"
                },
            ])
        let contents = standing(image(), .holding(ExistingPartitionTests.table))
        #expect(Planner.plan(desired, settled(desired, from: contents), host: machine).state == .converged)
        let plan = Planner.plan(desired, contents, host: machine)
        #expect(plan.state == .pending && plan.steps.allSatisfy { !PlanText.line($0.step).hasPrefix("write") })
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
                    name: nil, number: 6, extent: extent(kibibytes(512), kibibytes(256)), type: .gpt(someTypeGUID),
                    label: "\u{e9}", node: "/dev/loop0p6", links: [own("part6")]),
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
