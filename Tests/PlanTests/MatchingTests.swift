// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightPlan

@Suite struct MatchingTests {
    static let derivation = IdentifierDerivation(root: "m", store: storeName("a"))
    static let derived = derivation.partition(partitionName("data"))
    static let table = gpt([
        entry(1, mebibytes(1), .mebibyte, "boot"),
        entry(2, mebibytes(2), .mebibyte, "relabelled") { $0.identifier = .gpt(derived) },
        entry(3, mebibytes(3), .mebibyte, "twin"), entry(4, mebibytes(4), .mebibyte, "twin"),
        entry(5, mebibytes(5), .mebibyte, "data"),
    ])

    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let partitions: [DesiredPartition]
        let numbers: [Int?]
        var problems: [String] = []
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "by label, which is the name", partitions: [part("boot"), part("none")], numbers: [1, nil]),
        Case(name: "by the label that is given", partitions: [part("x") { $0.label = "boot" }], numbers: [1]),
        Case(name: "by uuid", partitions: [part("boot") { $0.identifier = guid(4) }], numbers: [4]),
        Case(name: "by number", partitions: [part("boot") { $0.number = 3 }], numbers: [3]),
        Case(
            name: "uuid goes before number",
            partitions: [
                part("x") {
                    $0.identifier = guid(4); $0.number = 3
                }
            ], numbers: [4]),
        Case(
            name: "a number that is not there leaves it to the label", partitions: [part("boot") { $0.number = 9 }],
            numbers: [1]),
        Case(name: "the derived uuid goes before the label", partitions: [part("data")], numbers: [2]),
        Case(
            name: "the derived uuid, whatever label is given", partitions: [part("data") { $0.label = "new" }],
            numbers: [2]),
        Case(
            name: "the name, before the label is changed", partitions: [part("boot") { $0.label = "new" }], numbers: [1]
        ),
        Case(
            name: "a name that is another's label now",
            partitions: [part("boot") { $0.label = "new" }, part("x") { $0.label = "boot" }], numbers: [nil, 1]),
        Case(
            name: "a name that two have", partitions: [part("twin") { $0.label = "new" }], numbers: [3],
            problems: ["partition 'twin' could be each of the partitions 3 and 4"]),
        Case(
            name: "two of one label", partitions: [part("twin")], numbers: [3],
            problems: ["partition 'twin' could be each of the partitions 3 and 4"]),
        Case(
            name: "one claimed twice", partitions: [part("boot"), part("x") { $0.number = 1 }], numbers: [1, 1],
            problems: ["'boot' and 'x' of the manifest are all partition 1 of the disk"]),
    ]

    @Test(arguments: cases) func recognition(_ test: Case) {
        let matching = PartitionMatching(test.partitions, in: MatchingTests.table, derivation: MatchingTests.derivation)
        #expect(matching.numbers == test.numbers)
        #expect(matching.obstacles.map(\.sentence) == test.problems)
    }

    @Test func withoutAMachineIdTheLabelDecides() {
        #expect(PartitionMatching([part("data")], in: MatchingTests.table, derivation: nil).numbers == [5])
    }

    @Test func inAnMBRThePositionIsTheNumber() {
        let table = mbr([
            mbrEntry(1, mebibytes(1), .mebibyte), mbrEntry(2, mebibytes(2), mebibytes(9), role: .extended),
            mbrEntry(5, mebibytes(3), .mebibyte, role: .logical),
        ])
        let matching = PartitionMatching(
            [part("x"), part("home") { $0.number = 5 }, part("z")], in: table, derivation: nil)
        #expect(matching.numbers == [1, 5, nil])
        let wrong = PartitionMatching([part("x"), part("y")], in: table, derivation: nil)
        #expect(
            wrong.obstacles.map(\.sentence) == [
                "partition 'y' stands in place 2 of the manifest, and partition 2 is the extended one"
            ])
    }

    /// Numbers of partitions that are made, and what stands in their way.
    struct NumberCase: CustomTestStringConvertible, Sendable {
        let name: String
        let table: PartitionTable
        let partitions: [DesiredPartition]
        let reason: String
        var numbers: [Int] = []
        var testDescription: String { name }
    }

    static let small = DesiredSize.fixed(.mebibyte)
    static let numberCases = [
        NumberCase(
            name: "the lowest free entry",
            table: gpt([entry(1, mebibytes(1), .mebibyte), entry(3, mebibytes(2), .mebibyte)]),
            partitions: [part("x", small), part("y", small)], reason: "", numbers: [1, 2, 3, 4]),
        NumberCase(
            name: "a number that is given is kept for it", table: gpt([]),
            partitions: [part("x", small), part("y", small) { $0.number = 1 }], reason: "", numbers: [1, 2]),
        NumberCase(
            name: "a number that is given twice", table: gpt([]),
            partitions: [part("x", small) { $0.number = 1 }, part("y", small) { $0.number = 1 }],
            reason: "partition 'y' is to have number 1, which 'x' has"),
        NumberCase(
            name: "a number beyond the entries", table: gpt([]), partitions: [part("x", small) { $0.number = 129 }],
            reason: "partition 'x' is to have number 129, and the table has 128 entries"),
        NumberCase(
            name: "a number the kernel does not show", table: gpt([], entries: 512),
            partitions: [part("x", small) { $0.number = 256 }],
            reason: "partition 'x' is to have number 256, and the kernel shows 1 to 255 of a disk"),
        NumberCase(
            name: "no entry left", table: gpt((1...4).map { entry($0, mebibytes(Int64($0)), .mebibyte) }, entries: 4),
            partitions: [part("x", small)],
            reason: "there is no entry left for partition 'x': all 4 that the table has and the kernel shows are taken"),
        NumberCase(
            name: "a fifth primary", table: mbr((1...4).map { mbrEntry($0, mebibytes(Int64($0)), .mebibyte) }),
            partitions: (1...5).map { part("p\($0)", small) },
            reason: "partition 'p5' would be number 5 of an MBR, and only primary partitions, 1 to 4, are made"),
        NumberCase(
            name: "a label that is too long", table: gpt([]),
            partitions: [part("x", small) { $0.label = String(repeating: "😀", count: 19) }],
            reason:
                "the label '\(String(repeating: "😀", count: 19))' of partition 'x' takes 38 UTF-16 units, and a GPT has room for 36"
        ),
        NumberCase(
            name: "an unknown type", table: gpt([]), partitions: [part("x", small) { $0.type = .exactly(.mbr(0x83)) }],
            reason: "type '0x83' of partition 'x' has no meaning in a GPT"),
        NumberCase(
            name: "an extended partition", table: mbr([]),
            partitions: [part("x", small) { $0.type = .exactly(.mbr(0x0f)) }],
            reason: "partition 'x' would be an extended one, and none is made"),
        NumberCase(
            name: "an identifier that another has", table: gpt([]),
            partitions: [part("x", small) { $0.identifier = guid(1) }, part("y", small) { $0.identifier = guid(1) }],
            reason: "partition 'y' is to have the uuid \(guid(1)), which another partition has"),
    ]

    @Test(arguments: numberCases) func numbers(_ test: NumberCase) {
        let plan = Planner.plan(
            store("a", .file(imagePath), test.partitions), standing(image(), .holding(test.table)), host: machine)
        if case .writeTable(let change) = plan.steps.first?.step {
            #expect(change.after.partitions.map(\.number) == test.numbers)
            #expect(test.reason.isEmpty)
        } else {
            #expect(plan.reason == test.reason)
            #expect(plan.state == .blocked)
        }
    }
}
