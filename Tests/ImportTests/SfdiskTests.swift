// SPDX-License-Identifier: MIT

import Testing
import WrightImport
import WrightModel

/// What becomes of each word of a dump.
@Suite struct SfdiskTests {
    private static let linux = "0FC63DAF-8483-4772-8E79-3D69D8477DE4"

    static let heads: [ImportCase] = [
        ImportCase(
            "a disk", "label: gpt\ndevice: /dev/nvme0n1\n", "  nvme0n1:", "    device: /dev/nvme0n1",
            "    attach: direct", "    table: gpt"),
        ImportCase(
            "an image", "label: gpt\ndevice: my disk.img\nlast-lba: 131038\n", "  my-disk:",
            "    file: \"/data/my disk.img\"", "    size: 64MiB", "    table: gpt"),
        ImportCase(
            "the last sector of a table with sectors of 4096 bytes",
            "label: gpt\ndevice: /a\nlast-lba: 16378\nsector-size: 4096\n",
            "  a:", "    file: /a", "    size: 64MiB", "    sector-size: 4096", "    table: gpt"),
        ImportCase(
            "the last sector behind a longer list", "label: gpt\ndevice: /a\nlast-lba: 131006\ntable-length: 256\n",
            "  a:",
            "    file: /a", "    size: 64MiB", "    table: gpt", "    entries: 256"),
        ImportCase(
            "a disk with sectors of 4096 bytes", "label: gpt\ndevice: /dev/sda\nsector-size: 4096\n", "  sda:",
            "    device: /dev/sda", "    attach: direct", "    # it is of a disk with sectors of 4096 bytes",
            "    table: gpt"),
        ImportCase(
            "no uuid", "label: dos\nlabel-id: 0x0\ndevice: /dev/sda\n", "  sda:", "    device: /dev/sda",
            "    attach: direct",
            "    table: mbr", "    # the table has no uuid"),
        ImportCase(
            "the first sector", "label: gpt\ndevice: /dev/sda\nfirst-lba: 34\ngrain: 512\n", "  sda:",
            "    device: /dev/sda",
            "    attach: direct", "    table: gpt", "    # 'grain: 512' is left out: a manifest has nothing like it"),
        ImportCase(
            "the first sector is elsewhere", "label: gpt\ndevice: /dev/sda\nfirst-lba: 2048\n", "  sda:",
            "    device: /dev/sda",
            "    attach: direct", "    table: gpt",
            "    # first-lba 2048 is left out: of a table that is made the first usable sector is 34"),
        ImportCase(
            "before sfdisk 2.26", "# partition table of /dev/sdb\nunit: sectors\n\n", "  sdb:", "    device: /dev/sdb",
            "    attach: direct", "    table: mbr"),
    ]

    @Test(arguments: heads) func theHead(_ example: ImportCase) throws {
        // A line for a partition, so that an old dump is one.
        let text = try Foreign.manifest(
            example.input
                + "a1 : start=2048, size=8, type=\(example.input.contains("gpt") ? SfdiskTests.linux : "83")\n")
        let lines = text.split(separator: "\n").map(String.init)
        #expect(Array(lines.dropFirst(3).prefix { $0 != "    partitions:" }) == example.lines, "\(text)")
    }

    static let entries: [ImportCase] = [
        ImportCase(
            "a name in quotes", "/dev/sda1 : start=2048, size=8, name=\"a, \\x22b\\x22: start=1\"", "name: a-b-start-1",
            "number: 1", "start: 1MiB", "size: 4KiB", #"label: "a, \"b\": start=1""#),
        ImportCase(
            "no size", "/dev/sda1 : start=2048, name=a", "name: a", "number: 1", "start: 1MiB", "size: rest",
            #"label: "a""#),
        ImportCase("no start", "/dev/sda1 : size=8, name=a", "name: a", "number: 1", "size: 4KiB", #"label: "a""#),
        ImportCase(
            "a number for a node", "12: start=2048, size=8, name=a", "name: a", "number: 12", "start: 1MiB",
            "size: 4KiB", #"label: "a""#),
        ImportCase("no node", "start=2048, size=8, name=a", "name: a", "start: 1MiB", "size: 4KiB", #"label: "a""#),
        ImportCase(
            "a node of device mapper", "/dev/mapper/a1p3 : start=2048, size=8, name=a", "name: a", "number: 3",
            "start: 1MiB", "size: 4KiB", #"label: "a""#),
        ImportCase(
            "a node of an image", "my: disk.img3 : start=2048, size=8, name=a", "name: a", "number: 3", "start: 1MiB",
            "size: 4KiB", #"label: "a""#),
        ImportCase(
            "no label", "/dev/sda1 : start=2048, size=8",
            "# partition 1: it has no label; where it is made, its name is its label",
            "name: p1", "number: 1", "start: 1MiB", "size: 4KiB"),
        ImportCase(
            "a control character", "/dev/sda1 : start=2048, size=8, name=\"a\\x1b\"",
            #"# partition 1: left out: its label holds a control character: "a\x1b""#, "name: a", "number: 1",
            "start: 1MiB", "size: 4KiB"),
        ImportCase(
            "attributes",
            "/dev/sda1 : start=2048, size=8, name=a, attrs=\"RequiredPartition LegacyBIOSBootable NoBlockIOProtocol GUID:60,63\"",
            "name: a", "number: 1", "start: 1MiB", "size: 4KiB", #"label: "a""#,
            "attributes: [required, no-block-io, legacy-boot, read-only, no-auto]"),
        ImportCase(
            "an attribute without a name", "/dev/sda1 : start=2048, size=8, name=a, attrs=\"GUID:59 GUID:48\"",
            "# partition 1: left out: its attributes, not all of which have names: 0x801000000000000", "name: a",
            "number: 1",
            "start: 1MiB", "size: 4KiB", #"label: "a""#),
        ImportCase(
            "a type of zeroes",
            "/dev/sda1 : start=2048, size=8, name=a, type=00000000-0000-0000-0000-000000000000, uuid=00000000-0000-0000-0000-000000000000",
            "# partition 1: left out: its type 00000000-0000-0000-0000-000000000000 cannot be given",
            "# partition 1: left out: it has no uuid",
            "name: a", "number: 1", "start: 1MiB", "size: 4KiB", #"label: "a""#),
        ImportCase(
            "a field of a later sfdisk", "/dev/sda1 : start=2048, size=8, name=a, colour=red, hidden",
            "# partition 1: 'colour=red' is left out: a manifest has nothing like it",
            "# partition 1: 'hidden' is left out: a manifest has nothing like it",
            "name: a", "number: 1", "start: 1MiB", "size: 4KiB", #"label: "a""#),
        ImportCase(
            "a type without a name",
            "/dev/sda1 : start=2048, size=8, name=a, type=5BD11091-8D12-45F3-8A44-0C8C0B4A6A51", "name: a", "number: 1",
            "start: 1MiB", "size: 4KiB", #"type: "5bd11091-8d12-45f3-8a44-0c8c0b4a6a51""#, #"label: "a""#),
    ]

    @Test(arguments: entries) func anEntry(_ example: ImportCase) throws {
        let text = try Foreign.manifest("label: gpt\ndevice: /dev/sda\n\n\(example.input)\n")
        let lines = text.split(separator: "\n").drop { $0 != "    partitions:" }.dropFirst()
        #expect(lines.map { String($0.drop { " -".contains($0) }) } == example.lines, "\(text)")
    }

    @Test func oneUUIDOfTwoPartitions() throws {
        let uuid = "uuid=0B2FF0AF-8C5B-4F37-9F8C-7D2A5D6D6A01"
        let text = try Foreign.manifest(
            "label: gpt\ndevice: /dev/sda\na1 : start=2048, size=8, \(uuid)\na2 : start=4096, size=8, \(uuid)\n")
        #expect(text.split(separator: "\n").count { $0.contains("another has its uuid: 0b2ff0af") } == 2, "\(text)")
        #expect(!text.contains("uuid: \""))
    }

    static let refusals: [(String, String)] = [
        (
            "label: sun\na1 : start=0, size=8\n",
            "in: a table of the kind 'sun' has no manifest; gpt and dos tables have"
        ),
        (
            "label: dos\ndevice: a\na1 : start=1, size=131071, type=ee\n",
            "in: it is of the protective MBR of a GPT that sfdisk did not find; dump the disk with its own sector size"
        ),
        ("label: gpt\nunit: cylinders\n", "in: it counts in 'cylinders', and sectors are read alone"),
        ("label: gpt\nsector-size: 520\n", "in: sectors of 520 bytes are not of the sizes that a loop device can have"),
        ("label: gpt\nlabel-id: 0x12345678\n", "in: '0x12345678' does not identify such a table"),
        ("label: gpt\nfirst-lba: many\n", "in:2: 'many' is no number"),
        ("label: gpt\na1 : start=, size=8\n", "in:2: '' is no number of sectors"),
        ("label: gpt\na1 : start=2048, size=8M\n", "in:2: '8M' is no number of sectors"),
        ("label: gpt\na1 : start=2048, size=8, name=\"a\n", "in:2: a quotation has no end or is not UTF-8"),
        ("label: gpt\na1 : start=2048, size=8, type=83\n", "in: partition 1: '83' is no type in such a table"),
        (
            "label: gpt\na1 : start=2048, size=8, attrs=\"Pink\"\n",
            "in: partition 1: 'Pink' are no attributes of a partition"
        ),
        (
            "label: gpt\na1 : start=2048, size=9223372036854775807\n",
            "in: 9223372036854775807 sectors are more than a disk can have"
        ),
        ("label: gpt\nnothing like it\n", "in:2: it is neither of the head nor a partition"),
        ("label: gpt\ntable-length: 100000\n", "in: a table cannot have 100000 entries"),
        ("label: gpt\na1 : start=2048, size=8\n", "it names no disk; give --file or --device"),
        (
            "label: gpt\ndevice: a\na1 : start=2048, size=80\na2 : start=2060, size=8\n",
            "no manifest can be made of it: stores.a.partitions[1].start: the partitions before it take at least 1064 KiB; write the partitions in the order in which they lie, and none into another"
        ),
        (#"{"partitiontable": {"label": "gpt", "partitions": {}}}"#, "in: 'partitiontable.partitions' is no list"),
        (
            #"{"partitiontable": {"label": "gpt", "partitions": [{"start": -1}]}}"#,
            "in: 'partitiontable.partitions[0].start' is no whole number"
        ),
        (#"{"partitiontable": {"label": 1.5}}"#, "in: it is no JSON that can be read: line 1: there is no comma"),
    ]

    @Test(arguments: refusals) func whatIsNotRight(_ input: String, _ sentence: String) {
        #expect(Foreign.fault(input) == sentence)
    }
}
