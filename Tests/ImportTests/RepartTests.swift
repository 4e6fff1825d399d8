// SPDX-License-Identifier: MIT

import Testing
import WrightImport
import WrightModel

/// What becomes of each key of a definition.
@Suite struct RepartTests {
    static let cases: [ImportCase] = [
        ImportCase(
            "nothing said", "", "name: linux-generic", "size: rest", "min-size: 10MiB", "weight: 1000", "type: linux",
            #"label: "linux-generic""#),
        ImportCase(
            "one size", "Type=esp\nSizeMinBytes=64M\nSizeMaxBytes=64M", "name: esp", "size: 64MiB", "type: esp",
            #"label: "esp""#),
        ImportCase(
            "sizes within a page", "Type=esp\nSizeMinBytes=4097\nSizeMaxBytes=16383", "name: esp", "size: rest",
            "min-size: 8KiB", "max-size: 12KiB", "weight: 1000", "type: esp", #"label: "esp""#),
        ImportCase(
            "a size with a fraction", "Type=esp\nSizeMinBytes=1.5G\nWeight=0", "name: esp", "size: 1536MiB",
            "type: esp", #"label: "esp""#),
        ImportCase(
            "the greatest below the usual least", "Type=swap\nSizeMaxBytes=1M", "name: swap", "size: 10MiB",
            "type: swap", #"label: "swap""#),
        ImportCase(
            "a weight", "Type=swap\nWeight=333", "name: swap", "size: rest", "min-size: 10MiB", "weight: 333",
            "type: swap", #"label: "swap""#),
        ImportCase(
            "a type of its own", "Type=5BD11091-8D12-45F3-8A44-0C8C0B4A6A51\nWeight=0", "name: linux", "size: 10MiB",
            #"type: "5bd11091-8d12-45f3-8a44-0c8c0b4a6a51""#, #"label: "linux""#),
        ImportCase(
            "an architecture", "Type=root-riscv64\nWeight=0", "name: root-riscv64", "size: 10MiB", "type: root-riscv64",
            #"label: "root-riscv64""#, "attributes: [grow-fs]"),
        ImportCase(
            "read-only", "Type=home\nWeight=0\nReadOnly=yes", "name: home", "size: 10MiB", "type: home",
            #"label: "home""#, "attributes: [read-only]"),
        ImportCase(
            "does not grow", "Type=home\nWeight=0\nGrowFileSystem=off\nNoAuto=1", "name: home", "size: 10MiB",
            "type: home", #"label: "home""#, "attributes: [no-auto]"),
        ImportCase(
            "flags, and a key over one of them", "Type=home\nWeight=0\nFlags=0x9000000000000005\nNoAuto=no",
            "name: home", "size: 10MiB", "type: home", #"label: "home""#,
            "attributes: [required, legacy-boot, grow-fs, read-only]"),
        ImportCase(
            "flags without names", "Type=esp\nWeight=0\nFlags=0b11000",
            "# 'a.conf': left out: its attributes, not all of which have names: 0x18", "name: esp", "size: 10MiB",
            "type: esp", #"label: "esp""#),
        ImportCase(
            "an attribute that the type has not", "Type=linux-generic\nWeight=0\nReadOnly=yes",
            "# 'a.conf': ReadOnly= is left out: partitions of this type have no such attribute", "name: linux-generic",
            "size: 10MiB", "type: linux", #"label: "linux-generic""#),
        ImportCase(
            "a label", "Type=esp\nWeight=0\nLabel=100%% of it", #"name: "100-of-it""#, "size: 10MiB", "type: esp",
            #"label: "100% of it""#),
        ImportCase(
            "specifiers", "Type=esp\nWeight=0\nLabel=on-%m",
            "# 'a.conf': Label=on-%m is left out: specifiers are not expanded", "name: esp", "size: 10MiB", "type: esp",
            #"label: "esp""#),
        ImportCase(
            "a long label", "Type=esp\nWeight=0\nLabel=0123456789012345678901234567890123456789",
            #"# 'a.conf': left out: its label has 40 UTF-16 units: "0123456789012345678901234567890123456789""#,
            "name: \"0123456789012345678901234567890123456789\"", "size: 10MiB", "type: esp"),
        ImportCase(
            "a uuid without dashes", "Type=esp\nWeight=0\nUUID=0b2ff0af8c5b4f379f8c7d2a5d6d6a01", "name: esp",
            "size: 10MiB", "type: esp", #"label: "esp""#, #"uuid: "0b2ff0af-8c5b-4f37-9f8c-7d2a5d6d6a01""#),
        ImportCase(
            "no uuid", "Type=esp\nWeight=0\nUUID=null", "# 'a.conf': UUID=null is left out: every partition has a uuid",
            "name: esp", "size: 10MiB", "type: esp", #"label: "esp""#),
        ImportCase(
            "what is not of a table",
            "Type=esp\nWeight=0\nFormat=vfat\nCopyFiles=/a:/b\nCopyFiles=/c\nEncrypt=tpm2\nVerity=off\nPriority=0\nFactoryReset=yes\nMountPoint=/efi\nPaddingMinBytes=1M\nNew=1",
            "# 'a.conf': Format=vfat is left out: nothing is put into a partition",
            "# 'a.conf': CopyFiles=/a:/b is left out: nothing is put into a partition",
            "# 'a.conf': CopyFiles=/c is left out: nothing is put into a partition",
            "# 'a.conf': Encrypt=tpm2 is left out: nothing is encrypted",
            "# 'a.conf': FactoryReset=yes is left out: a manifest removes nothing",
            "# 'a.conf': MountPoint=/efi is left out: nothing is mounted",
            "# 'a.conf': PaddingMinBytes=1M is left out: no room is kept free behind a partition; give the next one a start",
            "# 'a.conf': New=1 is left out: a manifest has nothing like it", "name: esp", "size: 10MiB", "type: esp",
            #"label: "esp""#),
        ImportCase(
            "comments, an empty assignment and a long line",
            "# a\n; b\nType=home\nType=\\\n# c\n  esp\nWeight=3\nWeight=\nSizeMaxBytes=10M", "name: esp", "size: 10MiB",
            "type: esp", #"label: "esp""#),
        ImportCase(
            "a section of its own", "Type=esp\nWeight=0\n[Install]\nA=b", "# 'a.conf': section [Install] is left out",
            "name: esp", "size: 10MiB", "type: esp", #"label: "esp""#),
    ]

    @Test(arguments: cases) func aKey(_ example: ImportCase) throws {
        let files = [ForeignFile(name: "a.conf", bytes: Array("[Partition]\n\(example.input)\n".utf8))]
        let text = try Importer.manifest(of: files, as: nil, Foreign.image)
        let lines = text.split(separator: "\n").drop { $0 != "    partitions:" }.dropFirst()
        #expect(lines.map { String($0.drop { " -".contains($0) }) } == example.lines, "\(text)")
    }

    @Test func definitionsComeInTheOrderOfTheirNamesWithTheirDropIns() throws {
        let texts = [
            ("50-b.conf", "Type=swap\nSizeMaxBytes=20M"), ("50-b.conf.d/20.conf", "SizeMaxBytes=40M\nLabel=two"),
            ("50-b.conf.d/10.conf", "SizeMaxBytes=30M\nLabel=one"), ("10-a.conf", "Type=esp"),
            ("60-c.conf", "Type=esp"),
        ]
        let files =
            texts.map { ForeignFile(name: $0, bytes: Array("[Partition]\n\($1)\n".utf8)) } + [
                ForeignFile(name: "70-d.conf", bytes: [])
            ]
        let text = try Importer.manifest(of: files, as: .repart, Foreign.image)
        let told = text.split(separator: "\n").map { String($0.drop { " -".contains($0) }) }.filter {
            ["name:", "max-size:", "# '"].contains(where: $0.hasPrefix)
        }
        #expect(
            told == [
                "name: esp", "name: two", "max-size: 40MiB", "name: esp-2",
                "# '70-d.conf' is empty and defines nothing",
            ], "\(text)")
    }

    static let refusals: [(String, String)] = [
        ("[Partition]\nType=rot", "'in': 'rot' is no type of a partition that a manifest knows; write its UUID"),
        ("[Partition]\nType", "in:2: there is no '=' in it"),
        ("Type=esp\n", "in:1: it stands before the first section"),
        ("[Partition\n", "in:1: a section has no end"),
        ("[Partition]\nWeight=many", "'in': 'Weight=many' is no number from 0 to 1000000"),
        ("[Partition]\nSizeMinBytes=10Q", "'in': 'SizeMinBytes=10Q' is no size"),
        ("[Partition]\nSizeMinBytes=9999999999999999999T", "'in': 'SizeMinBytes=9999999999999999999T' is no size"),
        ("[Partition]\nFlags=0xg", "'in': 'Flags=0xg' is no number"),
        ("[Partition]\nNoAuto=maybe", "'in': 'NoAuto=maybe' is neither yes nor no"),
        ("[Partition]\nUUID=1", "'in': '1' is no UUID"),
    ]

    @Test(arguments: refusals) func whatIsNotRight(_ input: String, _ sentence: String) {
        #expect(Foreign.fault(input, as: .repart, Foreign.image) == sentence)
    }
}
