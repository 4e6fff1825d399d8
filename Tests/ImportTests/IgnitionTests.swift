// SPDX-License-Identifier: MIT

import Testing
import WrightImport
import WrightModel

/// What becomes of each key of a configuration, in the spelling of Butane and in that of Ignition.
@Suite struct IgnitionTests {
    static let cases: [ImportCase] = [
        ImportCase(
            "nothing said", "{}",
            "# 'storage.disks[0].partitions[0]': it has no label; where it is made, its name is its label", "name: p1",
            "size: rest"),
        ImportCase(
            "all said",
            #"{"number": 7, "label": "a b", "size_mib": 64, "start_mib": 32, "type_guid": "0657FD6D-A4AB-43C4-84E5-0933C84B4F4F", "guid": "0B2FF0AF-8C5B-4F37-9F8C-7D2A5D6D6A01", "should_exist": true}"#,
            "name: a-b", "number: 7", "start: 32MiB", "size: 64MiB", "type: swap", #"label: "a b""#,
            #"uuid: "0b2ff0af-8c5b-4f37-9f8c-7d2a5d6d6a01""#),
        ImportCase(
            "zeroes", #"{"number": 0, "label": "a", "size_mib": 0, "start_mib": 0, "guid": "", "resize": false}"#,
            "name: a", "size: rest", #"label: "a""#),
        ImportCase(
            "nulls", #"{"number": 3, "label": null, "size_mib": null, "guid": null}"#,
            "# partition 3: it has no label; where it is made, its name is its label", "name: p3", "number: 3",
            "size: rest"),
        ImportCase(
            "gone", #"{"number": 2, "should_exist": false}"#,
            "# partition 2 is to be gone: a manifest removes nothing, 'loopwright remove' does"),
        ImportCase(
            "options", #"{"label": "a", "wipe_partition_entry": true, "resize": true, "colour": 1}"#,
            "# partition 'a': 'wipe_partition_entry' is left out: a manifest replaces no partition",
            "# partition 'a': 'resize' is left out: a partition grows where there is room, and never becomes shorter",
            "# partition 'a': 'colour' is left out: it is no key that is known", "name: a", "size: rest", #"label: "a""#
        ),
        ImportCase(
            "sizes in sectors, of Ignition 2.0", #"{"label": "a", "size": 2048, "start": 2048}"#,
            "# partition 'a': 'size' is left out: it is no key that is known",
            "# partition 'a': 'start' is left out: it is no key that is known",
            "name: a", #"label: "a""#),
    ]

    @Test(arguments: cases, [ForeignFormat.butane, .ignition])
    func aKey(_ example: ImportCase, _ format: ForeignFormat) throws {
        let head = format == .butane ? #""variant": "fcos""# : #""ignition": {"version": "3.0.0"}"#
        let spelt: (String) -> String = { format == .butane ? $0 : inIgnition($0) }
        let input =
            "{\(head), \"storage\": {\"disks\": [{\"device\": \"/dev/sda\", \"partitions\": [\(spelt(example.input))]}]}}"
        let text = try Foreign.manifest(input)
        let lines = text.split(separator: "\n").drop { $0 != "    table: gpt" }.dropFirst().filter {
            $0 != "    partitions:"
        }
        #expect(lines.map { String($0.drop { " -".contains($0) }) } == example.lines.map(spelt), "\(text)")
    }

    private func inIgnition(_ text: String) -> String {
        let words = [
            ("size_mib", "sizeMiB"), ("start_mib", "startMiB"), ("type_guid", "typeGuid"),
            ("should_exist", "shouldExist"), ("wipe_partition_entry", "wipePartitionEntry"),
        ]
        var text = text
        for (ours, theirs) in words {
            text = text.split(separator: ours, omittingEmptySubsequences: false).joined(separator: theirs)
        }
        return text
    }

    @Test func twoDisksOfOneNameAreTwoStores() throws {
        let text = try Foreign.manifest(
            "variant: fcos\nstorage: {disks: [{device: /dev/a/x}, {device: /dev/b/x, wipe_table: false}]}")
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("  x") } == ["  x:", "  x-2:"])
        #expect(!text.contains("table"))
    }

    static let refusals: [(String, String)] = [
        ("variant: fcos\n", "in: there are no 'storage.disks' in it"),
        ("variant: fcos\nstorage: 1\n", "in: 'storage' is no object"),
        ("variant: fcos\nstorage: {disks: {}}\n", "in: 'storage.disks' is no list"),
        ("variant: fcos\nstorage: {disks: [{}]}\n", "in: 'storage.disks[0].device' is missing"),
        (
            "variant: fcos\nstorage: {disks: [{device: /dev/a, wipe_table: maybe}]}\n",
            "in: 'storage.disks[0].wipe_table' is neither true nor false"
        ),
        (
            "variant: fcos\nstorage: {disks: [{device: /dev/a, partitions: [{size_mib: 1.5}]}]}\n",
            "in: 'storage.disks[0].partitions[0].size_mib' is no whole number"
        ),
        (
            "variant: fcos\nstorage: {disks: [{device: /dev/a, partitions: [{size_mib: 9223372036854775807}]}]}\n",
            "in: 'storage.disks[0].partitions[0].size_mib' is more than a disk can have"
        ),
        (
            "variant: fcos\nstorage: {disks: [{device: /dev/a, partitions: [{guid: x}]}]}\n",
            "in: 'storage.disks[0].partitions[0].guid' is no UUID"
        ),
        (
            "variant: fcos\nstorage: {disks: &a []}\n",
            "in:2:18: storage.disks: the anchor '&a' has no meaning here; remove it"
        ),
        (
            "variant: fcos\nstorage: {disks: [{device: /dev/a, partitions: [{number: 300}]}]}\n",
            "no manifest can be made of it: stores.a.partitions[0].number: '300' is too large: the kernel shows at most 255 partitions of one disk; write a whole number from 1 to 255"
        ),
    ]

    @Test(arguments: refusals) func whatIsNotRight(_ input: String, _ sentence: String) {
        #expect(Foreign.fault(input) == sentence)
    }
}
