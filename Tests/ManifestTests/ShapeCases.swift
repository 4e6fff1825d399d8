// SPDX-License-Identifier: MIT

extension DiagnosticCase {
    /// Keys that are missing or unknown, and values of the wrong type.
    static let shape: [DiagnosticCase] = [
        DiagnosticCase(
            "version missing",
            """
            stores: {}

            """,
            "1:1: version: the key is missing; add 'version: 1'"),
        DiagnosticCase(
            "version of the future",
            """
            version: 2

            """,
            "1:10: version: '2' is not a version that this loopwright knows; write 1"),
        DiagnosticCase(
            "version in quotes",
            """
            version: "1"

            """,
            "1:10: version: '1' is not a version that this loopwright knows; write 1"),
        DiagnosticCase(
            "unknown key at the top",
            """
            version: 1
            store: {}
            owner: root

            """,
            "2:1: store: unknown key 'store'; did you mean 'stores'?",
            "3:1: owner: unknown key 'owner'; the keys of a manifest are version, prune, metrics-file, stores"),
        DiagnosticCase(
            "prune in another word",
            """
            version: 1
            prune: always

            """,
            "2:8: prune: 'always' is not a boolean; write true or false"),
        DiagnosticCase(
            "metrics in a file without a folder",
            """
            version: 1
            metrics-file: loopwright.prom

            """,
            "2:15: metrics-file: 'loopwright.prom' is not an absolute path; write an absolute path without '.', '..', "
                + "'//' or a slash at the end"),
        DiagnosticCase(
            "stores as a list",
            """
            version: 1
            stores:
              - file: /s

            """,
            "3:3: stores: a list stands where a mapping is expected; write each store under its name, or {} for none"),
        DiagnosticCase(
            "stores with nothing",
            """
            version: 1
            stores:

            """,
            "2:8: stores: nothing stands where a mapping is expected; write each store under its name, or {} for none"),
        DiagnosticCase(
            "store with nothing",
            """
            version: 1
            stores:
              s:

            """,
            "3:5: stores.s: nothing stands where the description of a store is expected; write its keys as a mapping"),
        DiagnosticCase(
            "store as text",
            """
            version: 1
            stores: {s: /srv/s.img}

            """,
            "2:13: stores.s: '/srv/s.img' stands where the description of a store is expected; write its keys as a mapping"
        ),
        DiagnosticCase(
            store: "misspelt keys",
            ["file: /s", "read_only: true", "sise: 1G", "sector-sise: 512", "colour: red"],
            "5:5: stores.s.read_only: unknown key 'read_only'; did you mean 'read-only'?",
            "6:5: stores.s.sise: unknown key 'sise'; did you mean 'size'?",
            "7:5: stores.s.sector-sise: unknown key 'sector-sise'; did you mean 'sector-size'?",
            "8:5: stores.s.colour: unknown key 'colour'; the keys of a store are file, device, match, size, allocate, offset, length, attach, read-only, direct-io, sector-size, table, uuid, entries, align, partitions, links, seed"
        ),
        DiagnosticCase(
            store: "mapping where a size is expected",
            ["file: /s", "size: {bytes: 1}"],
            "5:11: stores.s.size: a mapping stands where a size is expected; write a number with a unit such as 512MiB"),
        DiagnosticCase(
            store: "list where a path is expected",
            ["file: [/s]"],
            "4:11: stores.s.file: a list stands where the path of an image is expected; write an absolute path without '.', '..', '//' or a slash at the end"
        ),
        DiagnosticCase(
            store: "booleans of YAML 1.1",
            ["file: /s", "read-only: yes"],
            "5:16: stores.s.read-only: 'yes' is not a boolean; write true or false"),
        DiagnosticCase(
            store: "boolean in quotes",
            ["file: /s", "read-only: \"true\""],
            "5:16: stores.s.read-only: 'true' in quotes is text; write true without quotes"),
        DiagnosticCase(
            store: "number as a boolean",
            ["file: /s", "read-only: 1"],
            "5:16: stores.s.read-only: '1' is not a boolean; write true or false"),
        DiagnosticCase(
            store: "boolean as a path",
            ["file: true"],
            "4:11: stores.s.file: 'true' is a boolean where the path of an image is expected; write an absolute path without '.', '..', '//' or a slash at the end"
        ),
        DiagnosticCase(
            store: "wrong choices",
            ["file: /s", "allocate: thin", "attach: raw", "direct-io: \"yes\"", "table: dos"],
            "5:15: stores.s.allocate: 'thin' is not an allocation; write 'sparse' or 'full'",
            "6:13: stores.s.attach: 'raw' is not a way to attach; write 'loop' or 'direct'",
            "7:16: stores.s.direct-io: 'yes' is not a direct-io mode; write 'auto', 'on' or 'off'",
            "8:12: stores.s.table: 'dos' is not a partition table; write 'gpt', 'mbr' or 'none'"),
        DiagnosticCase(
            store: "boolean as a choice",
            ["file: /s", "direct-io: true"],
            "5:16: stores.s.direct-io: 'true' is a boolean where a direct-io mode is expected; write 'auto', 'on' or 'off'"
        ),
        DiagnosticCase(
            store: "wrong sector sizes",
            ["file: /s", "sector-size: 4K"],
            "5:18: stores.s.sector-size: '4K' is not a sector size; write 512, 1024, 2048 or 4096"),
        DiagnosticCase(
            store: "sector size in quotes",
            ["file: /s", "sector-size: \"512\""],
            "5:18: stores.s.sector-size: '512' is not a sector size; write 512, 1024, 2048 or 4096"),
        DiagnosticCase(
            store: "partitions as a mapping",
            ["file: /s", "partitions: {a: 1G}"],
            "5:17: stores.s.partitions: a mapping stands where a list is expected; write a list such as [a, b], or [] for none"
        ),
        DiagnosticCase(
            store: "a partition as text",
            ["file: /s", "partitions: [root]"],
            "5:18: stores.s.partitions[0]: 'root' stands where the description of a partition is expected; write its keys as a mapping"
        ),
        DiagnosticCase(
            store: "links as text",
            ["file: /s", "links: by-role/root"],
            "5:12: stores.s.links: 'by-role/root' stands where a list is expected; write a list such as [a, b], or [] for none"
        ),
        DiagnosticCase(
            partitions: "misspelt partition keys",
            ["name: a, szie: 1G, filesystem: ext4", "name: b, min_size: 1G"],
            "8:19: stores.s.partitions[0].szie: unknown key 'szie'; did you mean 'size'?",
            "8:29: stores.s.partitions[0].filesystem: unknown key 'filesystem'; the keys of a partition are name, label, type, size, min-size, max-size, weight, number, start, uuid, attributes, links",
            "9:19: stores.s.partitions[1].min_size: unknown key 'min_size'; did you mean 'min-size'?"),
        DiagnosticCase(
            partitions: "name missing",
            ["size: 1G"],
            "8:9: stores.s.partitions[0].name: the key is missing; add a name such as 'name: data'"),
        DiagnosticCase(
            partitions: "wrong integers",
            [
                "name: a, number: three", "name: b, number: \"3\"", "name: c, number: 0x3", "name: d, number: 03",
                "name: e, number: -1", "name: f, number: 1.5", "name: g, number: 99999999999999999999999",
            ],
            "8:27: stores.s.partitions[0].number: 'three' is not a whole number; write a whole number from 1 to 255",
            "9:27: stores.s.partitions[1].number: '3' in quotes is text; write a whole number from 1 to 255 without quotes",
            "10:27: stores.s.partitions[2].number: '0x3' is not a whole number; write a whole number from 1 to 255",
            "11:27: stores.s.partitions[3].number: '03' is not a whole number; write a whole number from 1 to 255",
            "12:27: stores.s.partitions[4].number: '-1' is not a whole number; write a whole number from 1 to 255",
            "13:27: stores.s.partitions[5].number: '1.5' is not a whole number; write a whole number from 1 to 255",
            "14:27: stores.s.partitions[6].number: '99999999999999999999999' is too large: the kernel shows at most 255 partitions of one disk; write a whole number from 1 to 255"
        ),
        DiagnosticCase(
            store: "no glob",
            ["match: {}"],
            "4:12: stores.s.match: the mapping is empty; write udev properties with shell globs such as {ID_SERIAL: \"WDC_WD40*\"}"
        ),
        DiagnosticCase(
            store: "globs of the wrong type",
            ["match: {ID_SERIAL: [a], ID_BUS: true, ID_PATH: , id_model: x, 1D: y}"],
            "4:24: stores.s.match.ID_SERIAL: a list stands where a shell glob is expected; write text on one line, and such words as true in quotes",
            "4:37: stores.s.match.ID_BUS: 'true' is a boolean where a shell glob is expected; write text on one line, and such words as true in quotes",
            "4:52: stores.s.match.ID_PATH: nothing stands where a shell glob is expected; write text on one line, and such words as true in quotes",
            "4:54: stores.s.match.id_model: 'id_model' is not the name of a udev property; write capital letters, digits and '_' such as ID_SERIAL",
            "4:67: stores.s.match.1D: '1D' is not the name of a udev property; write capital letters, digits and '_' such as ID_SERIAL"
        ),
    ]
}
