// SPDX-License-Identifier: MIT

import WrightModel
import WrightPlan

extension LayoutTests {
    /// Partitions in an extended one, which is 20 to 60 MiB; the aligned area is from 1 to 100 MiB.
    static let logical = [
        inside("one grows up to the next EBR", [rest("a"), fixed("b", 5)], ["21MiB+8MiB", "31MiB+5MiB"]),
        inside(
            "one grows no further", [fixed("a", 9), fixed("b", 5)], ["21MiB+4MiB", "31MiB+5MiB"],
            [
                "partition 'a' is 4 MiB and the manifest asks for 9 MiB: 1 MiB are missing behind it, where another lies from 29 MiB to 29696.5 KiB"
            ]),
        inside("the last grows inside", [fixed("a", 4), fixed("b", 29)], ["21MiB+4MiB", "31MiB+29MiB"]),
        inside("the last takes the extended one with it", [fixed("a", 4), rest("b")], ["21MiB+4MiB", "31MiB+69MiB"]),
        inside("by a size too", [fixed("a", 4), fixed("b", 40)], ["21MiB+4MiB", "31MiB+40MiB"]),
        inside(
            "and no further than the area", [fixed("a", 4), fixed("b", 70)], ["21MiB+4MiB", "31MiB+5MiB"],
            [
                "partition 'b' is 5 MiB and the manifest asks for 70 MiB: 512 KiB are missing behind it, where the room for partitions ends at 100.5 MiB"
            ]),
        inside(
            "what is missing behind the extended one shares its room", [fixed("a", 4), rest("b"), rest("c")],
            ["21MiB+4MiB", "31MiB+34MiB", "65MiB+35MiB"]),
        inside(
            "the extended one is the least", [fixed("a", 4), rest("b"), rest("c", weight: 9)],
            ["21MiB+4MiB", "31MiB+29MiB", "60MiB+40MiB"]),
        inside(
            "what is missing and fixed lies at the end", [fixed("a", 4), rest("b"), fixed("c", 10)],
            ["21MiB+4MiB", "31MiB+59MiB", "90MiB+10MiB"]),
        inside(
            "one with a most stays inside", [fixed("a", 4), rest("b", max: 20), rest("c")],
            ["21MiB+4MiB", "31MiB+20MiB", "60MiB+40MiB"]),
        inside(
            "up to what lies behind the extended one", [fixed("a", 4), rest("b")], occupied: [mib(70, 5)],
            ["21MiB+4MiB", "31MiB+39MiB"]),
        inside(
            "where the manifest says how long the extended one is", [fixed("a", 4), fixed("b", 40), fixed("c", 40)],
            outer: 2, ["21MiB+4MiB", "31MiB+5MiB", "20MiB+40MiB"],
            [
                "partition 'b' is 5 MiB and the manifest asks for 40 MiB: 11 MiB are missing behind it, where 'c', the extended one, ends at 60 MiB, as the manifest says"
            ]),
        inside(
            "rest ends there as well", [fixed("a", 4), rest("b"), fixed("c", 40)], outer: 2,
            ["21MiB+4MiB", "31MiB+29MiB", "20MiB+40MiB"]),
        inside(
            "the extended one grows first", [fixed("a", 4), rest("b"), fixed("c", 50)], outer: 2,
            ["21MiB+4MiB", "31MiB+39MiB", "20MiB+50MiB"]),
        inside(
            "both take what is left", [fixed("a", 4), rest("b"), rest("c")], outer: 2,
            ["21MiB+4MiB", "31MiB+69MiB", "20MiB+80MiB"]),
        inside(
            "a size pushes an extended one that takes what is left", [fixed("a", 4), fixed("b", 40), rest("c")],
            outer: 2, ["21MiB+4MiB", "31MiB+40MiB", "20MiB+80MiB"]),
        inside(
            "an extended one without a size follows", [fixed("a", 4), fixed("b", 40), part("c", nil)], outer: 2,
            ["21MiB+4MiB", "31MiB+40MiB", "20MiB+51MiB"]),
    ]

    /// Two logical partitions, of 4 MiB at 21 and of 5 MiB at 31 MiB, whose EBRs lie at 20 and at 29 MiB.
    private static func inside(
        _ name: String, _ partitions: [DesiredPartition], outer: Int? = nil, occupied: [Extent] = [],
        _ expected: [String], _ problems: [String] = []
    ) -> Case {
        let extended = mib(20, 40)
        var existing = [0: mib(21, 4), 1: mib(31, 5)]
        var roles: [Int: TablePartition.Role] = [0: .logical, 1: .logical]
        if let outer { (existing[outer], roles[outer]) = (extended, .extended) }
        let records = [extent(mebibytes(20), ByteCount(512)), extent(mebibytes(29), ByteCount(512))]
        return Case(
            name, partitions, existing: existing, occupied: occupied + records + [extended], roles: roles,
            extended: extended, expected, problems)
    }
}
