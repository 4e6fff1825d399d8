// SPDX-License-Identifier: MIT

import WrightModel
import WrightPlan

extension LayoutTests {
    /// Partitions that exist and are to be longer; the aligned area is from 1 to 100 MiB.
    static let growth = [
        Case("an existing fixed one grows", [fixed("a", 30)], existing: [0: mib(10, 10)], ["10MiB+30MiB"]),
        Case(
            "what is missing makes room for it", [fixed("a", 30), fixed("b", 10)], existing: [0: mib(10, 10)],
            ["10MiB+30MiB", "40MiB+10MiB"]),
        Case(
            "a share grows with the area", [share("a", percent: 50), fixed("b", 10)],
            existing: [0: mib(1, 20), 1: mib(60, 10)], ["1MiB+49MiB", "60MiB+10MiB"]),
        Case("existing rest takes all behind it", [rest("a")], existing: [0: mib(10, 10)], ["10MiB+90MiB"]),
        Case(
            "existing rest up to the next", [rest("a"), fixed("b", 10)], existing: [0: mib(10, 10), 1: mib(50, 10)],
            ["10MiB+40MiB", "50MiB+10MiB"]),
        Case(
            "existing rest up to one that nobody names", [rest("a")], existing: [0: mib(10, 10)],
            occupied: [mib(10, 10), mib(30, 5)], ["10MiB+20MiB"]),
        Case("existing rest up to its most", [rest("a", max: 15)], existing: [0: mib(10, 10)], ["10MiB+15MiB"]),
        Case(
            "a fixed one that is missing goes to the end of the room", [rest("a"), fixed("b", 20)],
            existing: [0: mib(1, 50)], ["1MiB+79MiB", "80MiB+20MiB"]),
        Case(
            "two of rest share as though both were made", [rest("a"), rest("b")], existing: [0: mib(1, 9)],
            ["1MiB+49MiB", "50MiB+50MiB"]),
        Case(
            "by weight", [rest("a", weight: 2), rest("b")], existing: [0: mib(1, 9)], ["1MiB+66MiB", "67MiB+33MiB"]),
        Case(
            "what is there already is its least", [rest("a"), rest("b")], existing: [0: mib(1, 79)],
            ["1MiB+79MiB", "80MiB+20MiB"]),
        Case(
            "two that exist and are apart", [rest("a"), rest("b")], existing: [0: mib(1, 9), 1: mib(50, 10)],
            ["1MiB+49MiB", "50MiB+50MiB"]),
        Case(
            "what is missing takes the largest room", [rest("a"), rest("b")], existing: [0: mib(1, 9)],
            occupied: [mib(1, 9), mib(20, 10)], ["1MiB+19MiB", "30MiB+70MiB"]),
        Case(
            "between two that grow", [rest("a"), fixed("b", 5), rest("c")], existing: [0: mib(1, 9), 2: mib(60, 10)],
            ["1MiB+54MiB", "55MiB+5MiB", "60MiB+40MiB"]),
        Case(
            "less than a unit is not worth it", [rest("a")],
            existing: [0: extent(mebibytes(1), mebibytes(98) + kibibytes(512))], ["1MiB+100864KiB"]),
        Case(
            "from a start that is not aligned", [rest("a"), rest("b")],
            existing: [0: extent(mebibytes(1) + kibibytes(512), kibibytes(512))], ["1536KiB+50688KiB", "51MiB+49MiB"]),
        Case(
            "a start of its own stays", [rest("a"), start(rest("b"), at: mebibytes(40))], existing: [0: mib(1, 9)],
            ["1MiB+39MiB", "40MiB+60MiB"]),
        Case(
            "behind the aligned area it stays", [rest("a")],
            existing: [0: extent(mebibytes(50), mebibytes(50) + kibibytes(512))], ["50MiB+51712KiB"]),
        Case(
            "fixed up to the last sector", [part("a", .fixed(mebibytes(50) + kibibytes(512)))],
            existing: [0: mib(50, 10)], ["50MiB+51712KiB"]),
        Case(
            "one sector too much", [part("a", .fixed(mebibytes(50) + kibibytes(512) + ByteCount(1)))],
            existing: [0: mib(50, 10)], ["50MiB+10MiB"],
            [
                "partition 'a' is 10 MiB and the manifest asks for 51712.5 KiB: 512 B are missing behind it, where the room for partitions ends at 100.5 MiB"
            ]),
        Case(
            "in the way of the next", [fixed("a", 30), fixed("b", 10)], existing: [0: mib(1, 10), 1: mib(21, 10)],
            ["1MiB+10MiB", "21MiB+10MiB"],
            [
                "partition 'a' is 10 MiB and the manifest asks for 30 MiB: 10 MiB are missing behind it, where another lies from 21 MiB to 31 MiB"
            ]),
        Case(
            "never shorter", [fixed("a", 5), rest("b", max: 5)], existing: [0: mib(1, 10), 1: mib(21, 10)],
            ["1MiB+10MiB", "21MiB+10MiB"],
            [
                "partition 'a' is 10 MiB and the manifest says 5 MiB; the manifest never shrinks a partition",
                "partition 'b' is 10 MiB and the manifest says 5 MiB; the manifest never shrinks a partition",
            ]),
        Case(
            "a start in the room that is grown into", [fixed("a", 30), start(fixed("b", 5), at: mebibytes(20))],
            existing: [0: mib(1, 10)], ["1MiB+30MiB", "nil"],
            ["partition 'b' is to lie from 20 MiB to 25 MiB, and another lies from 1 MiB to 31 MiB"]),
        Case(
            "a size beyond all bounds", [part("a", .fixed(ByteCount(.max)))], existing: [0: mib(1, 10)],
            ["1MiB+10MiB"],
            [
                "partition 'a' is 10 MiB and the manifest asks for 9223372036854775807 B: 8796093022108.5 MiB are missing behind it, where the room for partitions ends at 100.5 MiB"
            ]),
    ]
}
