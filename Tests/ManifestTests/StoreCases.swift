// SPDX-License-Identifier: MIT

extension DiagnosticCase {
    /// Keys of a store that do not go together.
    static let store: [DiagnosticCase] = [
        DiagnosticCase(
            store: "no backing",
            ["read-only: true"],
            "3:3: stores.s: the store has no backing; write exactly one of file, device and match"),
        DiagnosticCase(
            store: "three backings",
            ["file: /s", "device: /dev/sda", "match: {ID_BUS: usb}"],
            "5:5: stores.s.device: the store has another backing already; keep exactly one of file, device and match",
            "6:5: stores.s.match: the store has another backing already; keep exactly one of file, device and match"),
        DiagnosticCase(
            store: "a wrong backing is not a missing one",
            ["file: s", "size: 1G"],
            "4:11: stores.s.file: 's' is not an absolute path; write an absolute path without '.', '..', '//' or a slash at the end"
        ),
        DiagnosticCase(
            store: "size of a device",
            ["device: /dev/sda", "size: 1G", "allocate: full"],
            "5:5: stores.s.size: only a file is made and grown; remove the key, or use file as the backing",
            "6:5: stores.s.allocate: only a file is made and grown; remove the key, or use file as the backing"),
        DiagnosticCase(
            store: "file attached directly",
            ["file: /s", "attach: direct"],
            "5:13: stores.s.attach: a file can only be attached by a loop device; write loop, or leave the key out"),
        DiagnosticCase(
            store: "keys of a loop without one",
            [
                "device: /dev/sda", "attach: direct", "offset: 1MiB", "length: 1MiB", "read-only: true",
                "direct-io: on", "sector-size: 4096",
            ],
            "6:5: stores.s.offset: only a loop device has this, and 'attach: direct' makes none; remove the key",
            "7:5: stores.s.length: only a loop device has this, and 'attach: direct' makes none; remove the key",
            "8:5: stores.s.read-only: only a loop device has this, and 'attach: direct' makes none; remove the key",
            "9:5: stores.s.direct-io: only a loop device has this, and 'attach: direct' makes none; remove the key",
            "10:5: stores.s.sector-size: only a loop device has this, and 'attach: direct' makes none; remove the key"),
        DiagnosticCase(
            store: "slice behind the end",
            ["file: /s", "size: 1GiB", "offset: 1GiB"],
            "6:13: stores.s.offset: the slice begins behind the end of the file; end the slice within the file's size of 1 GiB"
        ),
        DiagnosticCase(
            store: "slice over the end",
            ["file: /s", "size: 1GiB", "offset: 512MiB", "length: 513MiB"],
            "7:13: stores.s.length: the slice ends behind the end of the file; end the slice within the file's size of 1 GiB"
        ),
        DiagnosticCase(
            store: "partitions without a table",
            ["file: /s", "table: none", "uuid: 0x8a6f2c10", "partitions: [{name: a}]"],
            "6:5: stores.s.uuid: the store declares no partition table; remove the key, or add 'table: gpt'",
            "7:5: stores.s.partitions: there are no partitions where the table is 'none'; remove them, or write 'table: gpt'"
        ),
        DiagnosticCase(
            store: "keys of a table without one",
            ["file: /s", "uuid: 0x8a6f2c10", "entries: 4", "align: 4K"],
            "5:5: stores.s.uuid: the store declares no partition table; remove the key, or add 'table: gpt'",
            "6:5: stores.s.entries: the store declares no partition table; remove the key, or add 'table: gpt'",
            "7:5: stores.s.align: the store declares no partition table; remove the key, or add 'table: gpt'"),
        DiagnosticCase(
            store: "identifier of an mbr in a gpt",
            ["file: /s", "table: gpt", "uuid: 8a6f2c10"],
            "6:11: stores.s.uuid: eight hexadecimal digits do not identify a gpt table; write a UUID, or 'table: mbr'"),
        DiagnosticCase(
            store: "identifier of a gpt in an mbr",
            ["file: /s", "table: mbr", "uuid: 4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709"],
            "6:11: stores.s.uuid: a UUID does not identify an mbr table; write eight hexadecimal digits such as 0x8a6f2c10"
        ),
        DiagnosticCase(
            store: "entries of an mbr",
            ["file: /s", "table: mbr", "entries: 8"],
            "6:5: stores.s.entries: an mbr table has four entries; remove the key, or write 'table: gpt'"),
        DiagnosticCase(
            store: "entries fewer than partitions",
            ["file: /s", "entries: 1", "partitions: [{name: a}, {name: b}]"],
            "5:14: stores.s.entries: '1' is less than the partitions need; write at least 2"),
        DiagnosticCase(
            store: "entries below a number",
            ["file: /s", "entries: 8", "partitions: [{name: a, number: 9}]"],
            "5:14: stores.s.entries: '8' is less than the partitions need; write at least 9"),
        DiagnosticCase(
            store: "a wrong table hides what follows from it",
            ["file: /s", "table: dos", "uuid: 8a6f2c10", "partitions: [{name: a, label: x, type: 0x83}]"],
            "5:12: stores.s.table: 'dos' is not a partition table; write 'gpt', 'mbr' or 'none'"),
        DiagnosticCase(
            store: "wrong partitions hide what follows from them",
            ["file: /s", "uuid: 8a6f2c10", "partitions: {name: a}"],
            "6:17: stores.s.partitions: a mapping stands where a list is expected; write a list such as [a, b], or [] for none"
        ),
    ]
}
