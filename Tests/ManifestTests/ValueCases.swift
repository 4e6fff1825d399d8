// SPDX-License-Identifier: MIT

extension DiagnosticCase {
    /// Values that are impossible by themselves.
    static let value: [DiagnosticCase] = [
        DiagnosticCase(
            store: "unit misspelt",
            ["file: /s", "size: 8GiBB"],
            "5:11: stores.s.size: '8GiBB' is not a size; write a number with a unit such as 512MiB"),
        DiagnosticCase(
            store: "units in small letters",
            ["file: /s", "size: 8gib"],
            "5:11: stores.s.size: '8gib' is not a size; write a number with a unit such as 512MiB"),
        DiagnosticCase(
            store: "size with a space",
            ["file: /s", "size: 8 GiB"],
            "5:11: stores.s.size: '8 GiB' is not a size; write a number with a unit such as 512MiB"),
        DiagnosticCase(
            store: "negative size",
            ["file: /s", "size: -1G"],
            "5:11: stores.s.size: '-1G' is not a size; write a number with a unit such as 512MiB"),
        DiagnosticCase(
            store: "size of zero",
            ["file: /s", "size: 0G"],
            "5:11: stores.s.size: '0G' is nothing; write a size above zero"),
        DiagnosticCase(
            store: "size of a part of a byte",
            ["file: /s", "size: 1.3K"],
            "5:11: stores.s.size: '1.3K' is not a whole number of bytes; write it in a smaller unit"),
        DiagnosticCase(
            store: "size beyond 64 bits",
            ["file: /s", "size: 99999999999999999999"],
            "5:11: stores.s.size: '99999999999999999999' is larger than any device can be; write less than 4096PiB"),
        DiagnosticCase(
            store: "size beyond 2^62",
            ["file: /s", "size: 4096PiB"],
            "5:11: stores.s.size: '4096PiB' is larger than any device can be; write less than 4096PiB"),
        DiagnosticCase(
            store: "size with an exponent",
            ["file: /s", "size: 1e9"],
            "5:11: stores.s.size: '1e9' is not a size; write a number with a unit such as 512MiB"),
        DiagnosticCase(
            store: "share where a size is expected",
            ["file: /s", "size: 50%"],
            "5:11: stores.s.size: '50%' is not a size; write a number with a unit such as 512MiB"),
        DiagnosticCase(
            store: "slice of half sectors",
            ["file: /s", "offset: 100", "length: 1000"],
            "5:13: stores.s.offset: '100' is not a multiple of 512 bytes; write whole sectors",
            "6:13: stores.s.length: '1000' is not a multiple of 512 bytes; write whole sectors"),
        DiagnosticCase(
            store: "length of zero",
            ["file: /s", "length: 0"],
            "5:13: stores.s.length: '0' is nothing; write a size above zero"),
        DiagnosticCase(
            store: "alignments",
            ["file: /s", "table: gpt", "align: 3MiB"],
            "6:12: stores.s.align: the alignment is not a power of two from 512 B to 1 GiB; write a power of two from 512 to 1GiB such as 1MiB"
        ),
        DiagnosticCase(
            store: "alignment too large",
            ["file: /s", "table: gpt", "align: 2GiB"],
            "6:12: stores.s.align: the alignment is not a power of two from 512 B to 1 GiB; write a power of two from 512 to 1GiB such as 1MiB"
        ),
        DiagnosticCase(
            store: "relative path",
            ["file: srv/s.img"],
            "4:11: stores.s.file: 'srv/s.img' is not an absolute path; write an absolute path without '.', '..', '//' or a slash at the end"
        ),
        DiagnosticCase(
            store: "paths not in their shortest form",
            ["file: /srv/../s.img"],
            "4:11: stores.s.file: '/srv/../s.img' is not in its shortest form; write an absolute path without '.', '..', '//' or a slash at the end"
        ),
        DiagnosticCase(
            files: "slashes",
            [
                (
                    "a.yaml",
                    """
                    version: 1
                    stores:
                      a: {file: //a}
                      b: {file: /b/}
                      c: {device: /dev/./c}
                      d: {device: /}
                      e: {device: ""}

                    """
                )
            ],
            "a.yaml:3:13: stores.a.file: '//a' is not in its shortest form; write an absolute path without '.', '..', '//' or a slash at the end",
            "a.yaml:4:13: stores.b.file: '/b/' is not in its shortest form; write an absolute path without '.', '..', '//' or a slash at the end",
            "a.yaml:5:15: stores.c.device: '/dev/./c' is not in its shortest form; write an absolute path without '.', '..', '//' or a slash at the end",
            "a.yaml:6:15: stores.d.device: '/' is not in its shortest form; write an absolute path without '.', '..', '//' or a slash at the end",
            "a.yaml:7:15: stores.e.device: '' is not an absolute path; write an absolute path without '.', '..', '//' or a slash at the end"
        ),
        DiagnosticCase(
            store: "control characters in a path",
            ["file: \"/s\\n\\0\""],
            "4:11: stores.s.file: '/s\\x0a\\x00' holds the control character '\\x0a'; remove it"),
        DiagnosticCase(
            "wrong names of stores",
            """
            version: 1
            stores:
              "": {file: /a}
              -a: {file: /b}
              a/b: {file: /c}
              "a b": {file: /d}
              xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: {file: /e}

            """,
            "3:3: stores.'': '' is no name; write at most 40 letters, digits, '.', '_' or '-', the first a letter or a digit",
            "4:3: stores.-a: '-a' is no name; write at most 40 letters, digits, '.', '_' or '-', the first a letter or a digit",
            "5:3: stores.'a/b': 'a/b' is no name; write at most 40 letters, digits, '.', '_' or '-', the first a letter or a digit",
            "6:3: stores.'a b': 'a b' is no name; write at most 40 letters, digits, '.', '_' or '-', the first a letter or a digit",
            "7:3: stores.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' is no name; write at most 40 letters, digits, '.', '_' or '-', the first a letter or a digit"
        ),
        DiagnosticCase(
            partitions: "wrong names of partitions",
            ["name: disk", "name: part7", "name: .a", "name: true", "name: ~"],
            "8:16: stores.s.partitions[0].name: 'disk' is a link that every store has; write another name",
            "9:16: stores.s.partitions[1].name: 'part7' is a link that every store has; write another name",
            "10:16: stores.s.partitions[2].name: '.a' is no name; write at most 40 letters, digits, '.', '_' or '-', the first a letter or a digit",
            "11:16: stores.s.partitions[3].name: 'true' is a boolean where the name of a partition is expected; write at most 40 letters, digits, '.', '_' or '-', the first a letter or a digit",
            "12:16: stores.s.partitions[4].name: nothing stands where the name of a partition is expected; write at most 40 letters, digits, '.', '_' or '-', the first a letter or a digit"
        ),
        DiagnosticCase(
            partitions: "wrong sizes of partitions",
            [
                "name: a, size: all", "name: b, size: 0%", "name: c, size: 101%", "name: d, size: 1.23456%",
                "name: e, size: 05%", "name: f, size: 0", "name: g, size: \"%\"",
            ],
            "8:25: stores.s.partitions[0].size: 'all' is not a size; write a size such as 512MiB, a share such as 25%, or 'rest'",
            "9:25: stores.s.partitions[1].size: '0%' is not a share; write a percentage above 0% and up to 100% such as 12.5%",
            "10:25: stores.s.partitions[2].size: '101%' is not a share; write a percentage above 0% and up to 100% such as 12.5%",
            "11:25: stores.s.partitions[3].size: '1.23456%' is not a share; write a percentage above 0% and up to 100% such as 12.5%",
            "12:25: stores.s.partitions[4].size: '05%' is not a share; write a percentage above 0% and up to 100% such as 12.5%",
            "13:25: stores.s.partitions[5].size: '0' is nothing; write a size above zero",
            "14:25: stores.s.partitions[6].size: '%' is not a share; write a percentage above 0% and up to 100% such as 12.5%"
        ),
        DiagnosticCase(
            partitions: "number too large",
            ["name: a, number: 256"],
            "8:27: stores.s.partitions[0].number: '256' is too large: the kernel shows at most 255 partitions of one disk; write a whole number from 1 to 255"
        ),
        DiagnosticCase(
            partitions: "number of zero",
            ["name: a, number: 0"],
            "8:27: stores.s.partitions[0].number: '0' is too small; write a whole number from 1 to 255"),
        DiagnosticCase(
            partitions: "weights",
            ["name: a, size: rest, weight: 0", "name: b, size: rest, weight: 1000001"],
            "8:39: stores.s.partitions[0].weight: '0' is too small; write a whole number from 1 to 1000000",
            "9:39: stores.s.partitions[1].weight: '1000001' is too large; write a whole number from 1 to 1000000"),
        DiagnosticCase(
            partitions: "starts",
            ["name: a, start: 0", "name: b, start: 1000"],
            "8:26: stores.s.partitions[0].start: '0' is nothing; write a size above zero",
            "9:26: stores.s.partitions[1].start: '1000' is not a multiple of 512 bytes; write whole sectors"),
        DiagnosticCase(
            partitions: "label too long",
            ["name: a, label: \"1234567890123456789012345678901234567\"", "name: b, label: \"😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀x\""],
            "8:26: stores.s.partitions[0].label: '1234567890123456789012345678901234567' has 37 UTF-16 units; write at most 36, which is what a GPT holds",
            "9:26: stores.s.partitions[1].label: '😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀x' has 37 UTF-16 units; write at most 36, which is what a GPT holds"
        ),
        DiagnosticCase(
            partitions: "labels with nothing in them",
            ["name: a, label: \"\"", "name: b, label: \"x\\ty\""],
            "8:26: stores.s.partitions[0].label: the label is empty; write text, or leave the key out for the partition's name",
            "9:26: stores.s.partitions[1].label: 'x\\x09y' holds the control character '\\x09'; remove it"),
        DiagnosticCase(
            partitions: "wrong identifiers",
            [
                "name: a, uuid: 1234", "name: b, uuid: 00000000-0000-0000-0000-000000000000",
                "name: c, uuid: 4f68bce3-e8cd-4db1-96e7-fbcaf984b70g",
            ],
            "8:25: stores.s.partitions[0].uuid: '1234' is not a UUID; write a UUID such as 4f68bce3-e8cd-4db1-96e7-fbcaf984b709",
            "9:25: stores.s.partitions[1].uuid: a UUID of zeroes stands for none; write another, such as 4f68bce3-e8cd-4db1-96e7-fbcaf984b709",
            "10:25: stores.s.partitions[2].uuid: '4f68bce3-e8cd-4db1-96e7-fbcaf984b70g' is not a UUID; write a UUID such as 4f68bce3-e8cd-4db1-96e7-fbcaf984b709"
        ),
        DiagnosticCase(
            partitions: "wrong types",
            [
                "name: a, type: root-x86_46", "name: b, type: ext4", "name: c, type: 0x00", "name: d, type: 0x8",
                "name: e, type: 00000000-0000-0000-0000-000000000000",
            ],
            "8:25: stores.s.partitions[0].type: 'root-x86_46' is not a partition type; did you mean 'root-x86-64'?",
            "9:25: stores.s.partitions[1].type: 'ext4' is not a partition type; write a name such as linux or root-x86-64, a GUID, or an MBR type such as 0x83",
            "10:25: stores.s.partitions[2].type: the type 0x00 marks an entry that is not used; write a name such as linux or root-x86-64, a GUID, or an MBR type such as 0x83",
            "11:25: stores.s.partitions[3].type: '0x8' is not a partition type; write a name such as linux or root-x86-64, a GUID, or an MBR type such as 0x83",
            "12:25: stores.s.partitions[4].type: a UUID of zeroes stands for none; write another, such as 4f68bce3-e8cd-4db1-96e7-fbcaf984b709"
        ),
        DiagnosticCase(
            store: "wrong identifiers of a disk",
            ["file: /s", "table: gpt", "uuid: 12345"],
            "6:11: stores.s.uuid: '12345' is not a disk's identifier; write a UUID for a gpt table, or eight hexadecimal digits such as 0x8a6f2c10 for an mbr table"
        ),
        DiagnosticCase(
            store: "identifier of zero",
            ["file: /s", "table: mbr", "uuid: 0x00000000"],
            "6:11: stores.s.uuid: an identifier of zero stands for none; write a UUID for a gpt table, or eight hexadecimal digits such as 0x8a6f2c10 for an mbr table"
        ),
        DiagnosticCase(
            store: "wrong links",
            [
                "file: /s",
                "links: [/dev/root, root, by-role/../x, by-role//x, by-id/x, by-loopwright/s/x, \"by-role/a b\", \"\", by-role/yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy]",
            ],
            "5:13: stores.s.links[0]: '/dev/root' is absolute; write a folder and a name under /dev/disk/ such as by-role/root",
            "5:24: stores.s.links[1]: 'root' lies in no folder; write a folder and a name under /dev/disk/ such as by-role/root",
            "5:30: stores.s.links[2]: '..' may not stand in a link; write a folder and a name under /dev/disk/ such as by-role/root",
            "5:44: stores.s.links[3]: 'by-role//x' has an empty component; write a folder and a name under /dev/disk/ such as by-role/root",
            "5:56: stores.s.links[4]: 'by-id' is filled by the rules of systemd and other packages; write a folder and a name under /dev/disk/ such as by-role/root",
            "5:65: stores.s.links[5]: 'by-loopwright' is filled by loopwright with the names of stores and partitions; write a folder and a name under /dev/disk/ such as by-role/root",
            "5:84: stores.s.links[6]: 'a b' may not stand in a link; write a folder and a name under /dev/disk/ such as by-role/root",
            "5:99: stores.s.links[7]: the link is empty; write a folder and a name under /dev/disk/ such as by-role/root",
            "5:103: stores.s.links[8]: 'by-role/yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy…' is longer than 200 bytes; write a folder and a name under /dev/disk/ such as by-role/root"
        ),
        DiagnosticCase(
            store: "seed with nothing",
            ["file: /s", "seed: \"\""],
            "5:11: stores.s.seed: the text is empty; write text on one line, and such words as true in quotes"),
        DiagnosticCase(
            store: "seed of two lines",
            ["file: /s", "seed: \"a\\nb\""],
            "5:11: stores.s.seed: 'a\\x0ab' holds the control character '\\x0a'; remove it"),
        DiagnosticCase(
            store: "entries out of range",
            ["file: /s", "table: gpt", "entries: 32769"],
            "6:14: stores.s.entries: '32769' is too large: the kernel reads at most 4 MiB of entries; write a whole number from 1 to 32768"
        ),
        DiagnosticCase(
            partitions: "attributes",
            ["name: a, attributes: [readonly, no-auto, no-auto]", "name: b, attributes: no-auto"],
            "8:32: stores.s.partitions[0].attributes[0]: 'readonly' is not an attribute of a partition; write 'required', 'no-block-io', 'legacy-boot', 'grow-fs', 'read-only', 'no-auto' or 'active'",
            "8:51: stores.s.partitions[0].attributes[2]: 'no-auto' is listed twice; remove one",
            "9:31: stores.s.partitions[1].attributes: 'no-auto' stands where a list is expected; write a list such as [a, b], or [] for none"
        ),
    ]
}
