// SPDX-License-Identifier: MIT

extension DiagnosticCase {
    /// Keys of partitions that do not go together.
    static let partition: [DiagnosticCase] = [
        DiagnosticCase(
            partitions: "weight without the rest",
            ["name: a, size: 1G, weight: 2", "name: b, weight: 2"],
            "8:29: stores.s.partitions[0].weight: only partitions that take the rest have a weight; remove the key, or write 'size: rest'",
            "9:19: stores.s.partitions[1].weight: only partitions that take the rest have a weight; remove the key, or write 'size: rest'"
        ),
        DiagnosticCase(
            partitions: "bounds of a fixed size",
            ["name: a, size: 1G, min-size: 512M, max-size: 2G", "name: b, min-size: 1G"],
            "8:29: stores.s.partitions[0].min-size: only a share or the rest is bounded; remove the key, or write the size in percent or as rest",
            "8:45: stores.s.partitions[0].max-size: only a share or the rest is bounded; remove the key, or write the size in percent or as rest",
            "9:19: stores.s.partitions[1].min-size: only a share or the rest is bounded; remove the key, or write the size in percent or as rest"
        ),
        DiagnosticCase(
            partitions: "bounds the wrong way round",
            ["name: a, size: rest, min-size: 2G, max-size: 1536MiB"],
            "8:41: stores.s.partitions[0].min-size: the least size is above the greatest, 1.5 GiB; write at most 1536MiB"
        ),
        DiagnosticCase(
            partitions: "types of an mbr",
            ["name: a, type: 0x83", "name: b, type: fat12"],
            "8:25: stores.s.partitions[0].type: '0x83' is a type of an mbr table; write a name such as linux, or a GUID",
            "9:25: stores.s.partitions[1].type: 'fat12' has no meaning in a gpt table; write a name such as linux, or a GUID"
        ),
        DiagnosticCase(
            partitions: "types of a gpt", table: "mbr",
            ["name: a, type: root-x86-64", "name: b, type: 4f68bce3-e8cd-4db1-96e7-fbcaf984b709"],
            "8:25: stores.s.partitions[0].type: 'root-x86-64' has no meaning in an mbr table; write a name such as linux, or a byte such as 0x83",
            "9:25: stores.s.partitions[1].type: '4f68bce3-e8cd-4db1-96e7-fbcaf984b709' is a type of a gpt table; write a name such as linux, or a byte such as 0x83"
        ),
        DiagnosticCase(
            partitions: "types that are not made", table: "mbr",
            ["name: a, type: 0x05", "name: b, type: 0f", "name: c, type: 0xee", "name: d, type: 0x85, number: 4"],
            "8:25: stores.s.partitions[0].type: extended partitions are not made; give the number of one that exists, or remove it",
            "9:25: stores.s.partitions[1].type: extended partitions are not made; give the number of one that exists, or remove it",
            "10:25: stores.s.partitions[2].type: the type 0xee says that the table is gpt; write another, or 'table: gpt'"
        ),
        DiagnosticCase(
            partitions: "attributes of an mbr",
            ["name: a, attributes: [active, no-auto]"],
            "8:32: stores.s.partitions[0].attributes[0]: 'active' is not an attribute of a gpt table; write required, no-block-io, legacy-boot, grow-fs, read-only or no-auto, or remove it"
        ),
        DiagnosticCase(
            partitions: "attributes of a gpt", table: "mbr",
            ["name: a, attributes: [legacy-boot]"],
            "8:32: stores.s.partitions[0].attributes[0]: 'legacy-boot' is not an attribute of an mbr table; write active, or remove it"
        ),
        DiagnosticCase(
            partitions: "label and identifier in an mbr", table: "mbr",
            ["name: a, label: x, uuid: 4f68bce3-e8cd-4db1-96e7-fbcaf984b709"],
            "8:19: stores.s.partitions[0].label: an mbr table holds no labels; remove the key, or write 'table: gpt'",
            "8:29: stores.s.partitions[0].uuid: a partition of an mbr table has no identifier of its own; remove the key, or write 'table: gpt'"
        ),
        DiagnosticCase(
            partitions: "number beyond the last of an mbr", table: "mbr",
            ["name: a, number: 61"],
            "8:27: stores.s.partitions[0].number: an mbr table is read up to partition 60; write at most 60"),
        DiagnosticCase(
            partitions: "equal names",
            ["name: a", "name: b", "name: a"],
            "10:16: stores.s.partitions[2].name: the name 'a' is given in line 8 already; write another"),
        DiagnosticCase(
            partitions: "equal numbers",
            ["name: a, number: 3", "name: b, number: 3"],
            "9:27: stores.s.partitions[1].number: the number '3' is given in line 8 already; write another"),
        DiagnosticCase(
            partitions: "equal identifiers",
            [
                "name: a, uuid: 4f68bce3-e8cd-4db1-96e7-fbcaf984b709",
                "name: b, uuid: 4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709",
            ],
            "9:25: stores.s.partitions[1].uuid: the UUID '4f68bce3-e8cd-4db1-96e7-fbcaf984b709' is given in line 8 already; write another"
        ),
        DiagnosticCase(
            partitions: "labels to recognise by",
            ["name: a, label: x", "name: b, label: x", "name: c, label: x, number: 3", "name: x", "name: d, label: d"],
            "9:26: stores.s.partitions[1].label: the partition of line 8 is recognised by the label 'x' too; write another, or give one of them a number or a uuid",
            "11:16: stores.s.partitions[3].name: the partition of line 8 is recognised by the label 'x' too; write another, or give one of them a number or a uuid"
        ),
        DiagnosticCase(
            partitions: "five primaries", table: "mbr",
            ["name: a", "name: b", "name: c, number: 5", "name: d", "name: e", "name: f", "name: g"],
            "13:9: stores.s.partitions[5]: an mbr table holds 4 partitions, for no logical ones are made; remove the others, or write 'table: gpt'"
        ),
        DiagnosticCase(
            partitions: "two active", table: "mbr",
            ["name: a, attributes: [active]", "name: b, attributes: [active]"],
            "9:32: stores.s.partitions[1].attributes[0]: another partition is active already; keep one of them active"),
        DiagnosticCase(
            partitions: "shares above the whole",
            ["name: a, size: 60%", "name: b, size: 40%", "name: c, size: 0.0001%"],
            "10:25: stores.s.partitions[2].size: the shares come to more than 100% here; make some of them smaller"),
        DiagnosticCase(
            partitions: "sizes above the whole",
            ["name: a, size: 4GiB", "name: b, size: rest, min-size: 4GiB", "name: c, size: 1", "name: d, size: 1"],
            "10:25: stores.s.partitions[2].size: the partitions need at least 8589934593 B up to here, and the store has 8 GiB; make the store larger or its partitions smaller"
        ),
        DiagnosticCase(
            partitions: "starts in the wrong order",
            ["name: a, start: 2GiB, size: 1GiB", "name: b, start: 1GiB, size: 1GiB"],
            "9:26: stores.s.partitions[1].start: the partitions before it take at least 3 GiB; write the partitions in the order in which they lie, and none into another"
        ),
        DiagnosticCase(
            partitions: "partitions one into the other",
            ["name: a, start: 1GiB, size: 1GiB", "name: b, start: 1536MiB"],
            "9:26: stores.s.partitions[1].start: the partitions before it take at least 2 GiB; write the partitions in the order in which they lie, and none into another"
        ),
        DiagnosticCase(
            partitions: "start behind the end",
            ["name: a, start: 9GiB"],
            "8:26: stores.s.partitions[0].start: the partitions need at least 9 GiB up to here, and the store has 8 GiB; make the store larger or its partitions smaller"
        ),
        DiagnosticCase(
            store: "no device has this room",
            ["file: /s", "partitions: [{name: a, size: 4000PiB}, {name: b, size: 4000PiB}]"],
            "5:60: stores.s.partitions[1].size: the partitions need at least 8000 PiB up to here, and the store has 4096 PiB; make the store larger or its partitions smaller"
        ),
        DiagnosticCase(
            partitions: "more partitions than the kernel shows",
            (1...256).map { "name: p-\($0)" },
            "8:7: stores.s.partitions: the list has 256 items: the kernel shows at most 255 partitions of one disk; write at most 255"
        ),
    ]
}
