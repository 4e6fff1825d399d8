// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightPlan
import WrightText

@Suite struct LayoutTests {
    /// A layout in mebibytes; the usable area is 0.5 to 100.5 MiB, and so the aligned one 1 to 100.
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let requests: [Layout.Request]
        var occupied: [Extent] = []
        var extended: Extent?
        let expected: [String]
        /// Those that stand in no partition's place.
        let problems: [String]
        var testDescription: String { name }

        init(
            _ name: String, _ partitions: [DesiredPartition], existing: [Int: Extent] = [:], occupied: [Extent] = [],
            roles: [Int: TablePartition.Role] = [:], extended: Extent? = nil, _ expected: [String],
            _ problems: [String] = []
        ) {
            self.name = name
            requests = partitions.enumerated().map { index, partition in
                Layout.Request(partition, existing: existing[index], role: roles[index] ?? .primary)
            }
            self.extended = extended
            self.occupied = occupied
            self.expected = expected
            self.problems = problems
        }
    }

    static func mib(_ start: Int64, _ length: Int64) -> Extent { extent(mebibytes(start), mebibytes(length)) }
    static func fixed(_ name: String, _ size: Int64) -> DesiredPartition { part(name, .fixed(mebibytes(size))) }
    static func rest(_ name: String, weight: Int = 1, min: Int64? = nil, max: Int64? = nil) -> DesiredPartition {
        part(name, .rest) {
            $0.weight = weight
            $0.minimum = min.map(mebibytes)
            $0.maximum = max.map(mebibytes)
        }
    }
    static func start(_ partition: DesiredPartition, at start: ByteCount) -> DesiredPartition {
        var pinned = partition
        pinned.start = start
        return pinned
    }
    static func share(_ name: String, percent: Int64, min: Int64? = nil, max: Int64? = nil) -> DesiredPartition {
        part(name, .share(millionths: percent * 10_000)) {
            $0.minimum = min.map(mebibytes)
            $0.maximum = max.map(mebibytes)
        }
    }

    static let cases = [
        Case("fixed ones one after the other", [fixed("a", 10), fixed("b", 20)], ["1MiB+10MiB", "11MiB+20MiB"]),
        Case(
            "a fixed size is exact, and the next start aligned", [part("a", .fixed(ByteCount(1000))), fixed("b", 1)],
            ["1MiB+1KiB", "2MiB+1MiB"]),
        Case("rest takes all", [rest("a")], ["1MiB+99MiB"]),
        Case(
            "rest in the middle", [fixed("a", 10), rest("b"), fixed("c", 20)],
            ["1MiB+10MiB", "11MiB+69MiB", "80MiB+20MiB"]),
        Case("the last one takes the remainder", [rest("a"), rest("b")], ["1MiB+49MiB", "50MiB+50MiB"]),
        Case("by weight", [rest("a", weight: 1), rest("b", weight: 2)], ["1MiB+33MiB", "34MiB+66MiB"]),
        Case("a most leaves more to the other", [rest("a", max: 10), rest("b")], ["1MiB+10MiB", "11MiB+89MiB"]),
        Case("a least leaves less to the other", [rest("a", min: 80), rest("b")], ["1MiB+80MiB", "81MiB+19MiB"]),
        Case("all at their most", [rest("a", max: 10), rest("b", max: 20)], ["1MiB+10MiB", "11MiB+20MiB"]),
        Case(
            "bounds that are no multiples of the alignment are honoured",
            [
                part("a", .rest) {
                    $0.minimum = kibibytes(1536); $0.maximum = kibibytes(1536)
                }, rest("b"),
            ], ["1MiB+1536KiB", "3MiB+97MiB"]),
        Case(
            "a most below the alignment", [part("a", .rest) { $0.maximum = kibibytes(512) }, rest("b")],
            ["1MiB+512KiB", "2MiB+98MiB"]),
        Case("a share", [share("a", percent: 25), rest("b")], ["1MiB+24MiB", "25MiB+75MiB"]),
        Case("a share is never nothing", [part("a", .share(millionths: 1))], ["1MiB+1MiB"]),
        Case(
            "a share held up and held back", [share("a", percent: 10, min: 20), share("b", percent: 50, max: 30)],
            ["1MiB+20MiB", "21MiB+30MiB"]),
        Case(
            "a start that is not aligned", [start(fixed("a", 1), at: kibibytes(512)), rest("b")],
            ["512KiB+1MiB", "2MiB+98MiB"]),
        Case("rest from a start that is not aligned", [start(rest("a"), at: kibibytes(512))], ["512KiB+101888KiB"]),
        Case(
            "rest up to a start", [rest("a"), start(fixed("b", 10), at: mebibytes(50) + kibibytes(4))],
            ["1MiB+50180KiB", "51204KiB+10MiB"]),
        Case(
            "rest from one start to another",
            [start(rest("a"), at: mebibytes(10)), start(rest("b"), at: mebibytes(20))],
            ["10MiB+10MiB", "20MiB+80MiB"]),
        Case(
            "between existing neighbours", [fixed("a", 10), fixed("b", 5), fixed("c", 10)],
            existing: [0: mib(1, 10), 2: mib(50, 10)],
            ["1MiB+10MiB", "11MiB+5MiB", "50MiB+10MiB"]),
        Case(
            "the first gap that is large enough", [fixed("a", 10)], occupied: [mib(1, 20), mib(25, 10), mib(60, 10)],
            ["35MiB+10MiB"]),
        Case(
            "rest takes the largest gap", [fixed("a", 2), rest("b")], occupied: [mib(11, 10), mib(60, 10)],
            ["21MiB+2MiB", "23MiB+37MiB"]),
        Case(
            "of equal gaps rest takes the first", [rest("a")], occupied: [mib(41, 19)], ["1MiB+40MiB"]),
        Case(
            "a run that fits nowhere as a whole is spread", [fixed("a", 8), fixed("b", 32), rest("c")],
            occupied: [mib(11, 10), mib(61, 34)], ["1MiB+8MiB", "21MiB+32MiB", "53MiB+8MiB"]),
        Case(
            "a gap that is not aligned is used to its end by rest", [rest("a")],
            occupied: [extent(mebibytes(10) + ByteCount(512), mebibytes(89))], ["1MiB+9437696"]),
        Case(
            "no size", [part("a"), fixed("b", 1)], ["partition 'a' has no size", "1MiB+1MiB"]),
        Case(
            "too large", [fixed("a", 60), fixed("b", 50)],
            [
                "1MiB+60MiB",
                "partition 'b' needs at least 50 MiB, and the largest free room is 39 MiB at 61 MiB: 11 MiB are missing",
            ]),
        Case(
            "several too large", [fixed("a", 60), fixed("b", 50), fixed("c", 2)],
            [
                "1MiB+60MiB",
                "partitions 'b' and 'c' need at least 52 MiB together, and the largest free room is 39 MiB at 61 MiB: 13 MiB are missing",
                "nil",
            ]),
        Case(
            "rest with too little", [fixed("a", 60), rest("b", min: 50)],
            [
                "1MiB+60MiB",
                "partition 'b' needs at least 50 MiB, and the largest free room is 39 MiB at 61 MiB: 11 MiB are missing",
            ]),
        Case(
            "rest with nothing", [fixed("a", 99), rest("b")],
            ["1MiB+99MiB", "partition 'b' needs at least 1 MiB, and there is no free room"]),
        Case(
            "rest in front of what does not fit", [rest("a"), fixed("b", 100)],
            [
                "1MiB+99MiB",
                "partition 'b' needs at least 100 MiB, and the largest free room is 98 MiB at 2 MiB: 2 MiB are missing",
            ]),
        Case(
            "no room behind a neighbour", [fixed("a", 40), fixed("b", 30)], existing: [0: mib(40, 40)],
            [
                "40MiB+40MiB",
                "partition 'b' needs at least 30 MiB, and the largest free room behind 'a' is 20 MiB at 80 MiB: 10 MiB are missing",
            ]),
        Case(
            "neighbours the other way round", [fixed("a", 10), fixed("b", 1), fixed("c", 10)],
            existing: [0: mib(50, 10), 2: mib(1, 10)],
            [
                "50MiB+10MiB",
                "partition 'b' cannot be placed between 'a' and 'c', for these lie the other way round on the disk",
                "1MiB+10MiB",
            ]),
        Case(
            "a start in the middle of a sector", [start(fixed("a", 1), at: ByteCount(1_048_577))],
            ["partition 'a' is to start at 1048577 B, which is no multiple of the 512-byte sectors"]),
        Case(
            "a start behind the end", [start(fixed("a", 10), at: mebibytes(95))],
            [
                "partition 'a' is to lie from 95 MiB to 105 MiB, and the table leaves room from 512 KiB to 100.5 MiB: 4.5 MiB too little"
            ]),
        Case(
            "a start that is taken", [start(fixed("a", 10), at: mebibytes(15))], occupied: [mib(20, 10)],
            ["partition 'a' is to lie from 15 MiB to 25 MiB, and another lies from 20 MiB to 30 MiB"]),
        Case(
            "bounds that contradict", [rest("a", min: 3, max: 2)],
            ["'min-size' and 'max-size' of partition 'a' leave no whole sector between them"]),
        Case("nothing to hold", [part("a", .fixed(.zero))], ["partition 'a' is to have no bytes"]),
        Case(
            "sizes beyond all bounds", [part("a", .fixed(ByteCount(1 << 62))), part("b", .fixed(ByteCount(.max)))],
            [
                "partitions 'a' and 'b' need at least 9223372036854775807 B together, and the largest free room is 99 MiB at 1 MiB: "
                    + "9223372036854775807 B are missing", "nil",
            ]),
    ]

    @Test(arguments: cases + growth + logical) func layout(_ test: Case) {
        let layout = Layout(
            usable: extent(kibibytes(512), mebibytes(100)), alignment: .mebibyte, sectorSize: .bytes512,
            occupied: test.occupied,
            requests: test.requests, extended: test.extended)
        let solution = layout.solution()
        let sentences = solution.problems.map(\.sentence)
        #expect(sentences.filter(test.problems.contains) == test.problems)
        var problems = sentences.filter { !test.problems.contains($0) }[...]
        let found = solution.extents.map {
            $0.map { "\($0.start.inManifest)+\($0.length.inManifest)" } ?? problems.popFirst() ?? "nil"
        }
        #expect(found == test.expected)
        #expect(problems.isEmpty, "\(problems)")
    }

    @Test func twoHundredAndFiftyFive() {
        let many = (1...255).map { part("p\($0)", $0.isMultiple(of: 3) ? .rest : .fixed(ByteCount(Int64($0) * 4096))) }
        let layout = Layout(
            usable: extent(kibibytes(512), ByteCount(1 << 62)), alignment: .mebibyte, sectorSize: .bytes4096,
            requests: many.map { Layout.Request($0) })
        let solution = layout.solution()
        #expect(solution.problems.isEmpty)
        #expect(solution.extents.compactMap { $0 }.count == 255)
    }
}
