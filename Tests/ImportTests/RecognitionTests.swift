// SPDX-License-Identifier: MIT

import Testing
import WrightImport
import WrightModel

/// What a file is, is told from what it says, and what cannot be told is refused.
@Suite struct RecognitionTests {
    @Test(arguments: [
        "", "\n\n", "# a comment\n", "version: 1\nstores: {}\n", "{}", "[1]", "{\"a\": 1}", "[Unit]\nDescription=x\n",
        "root:x:0:0:root:/root:/bin/sh\n",
    ])
    func whatIsNoneOfThem(_ text: String) {
        #expect(
            Foreign.fault(text)
                == "in: it cannot be told what this is; say it with --from repart, sfdisk, ignition or butane")
    }

    @Test(arguments: [
        ("repart", "; a\n\n  [Partition]\n"), ("sfdisk", "  label: gpt\n  start=2048, size=8, name=a\n"),
        ("sfdisk", "/dev/sda1 : start=2048, size=8, type=83\n"),
        ("sfdisk", "\n {\"partitiontable\": {\"label\": \"gpt\"}}"),
        ("Ignition", "{\"ignition\": {}, \"storage\": {\"disks\": [{\"device\": \"/dev/a\"}]}}"),
        ("Butane", "# a\nvariant: r4e\nstorage: {disks: [{device: /dev/a}]}\n"),
        ("Butane", "{\"variant\": \"fcos\", \"storage\": {\"disks\": [{\"device\": \"/dev/a\"}]}}"),
    ])
    func whatIsOne(_ name: String, _ text: String) throws {
        let head = try Foreign.manifest(text, as: nil, Foreign.image).prefix { $0 != "\n" }
        #expect(head.hasPrefix("# Imported from ") && head.contains(name))
    }

    @Test func whatIsSaidToBeAnotherIsReadAsThat() {
        #expect(Foreign.fault("# nothing\n\n", as: .butane) == "in: there are no 'storage.disks' in it")
        #expect(Foreign.fault("[Partition]\n", as: .butane).hasPrefix("in:"))
        #expect(Foreign.fault("variant: fcos\n", as: .sfdisk) == "in: there is no table in it")
        #expect(
            Foreign.fault("label: gpt\n", as: .ignition)
                == "in: it is no JSON that can be read: line 1: there is no value where one is expected")
        #expect(
            Foreign.fault("variant: fcos\n", as: .repart, Foreign.image) == "in:1: it stands before the first section")
    }

    @Test func bytesThatAreNoText() {
        let files = [ForeignFile(name: "in", bytes: [0x5b, 0xff])]
        #expect(throws: ImportFault.data("in: the text is not UTF-8")) { try Importer.manifest(of: files) }
        #expect(throws: ImportFault.data("there is no definition of a partition to import")) {
            try Importer.manifest(of: [])
        }
    }

    /// A person's words go through the same check as the file's.
    @Test func whatAPersonSays() throws {
        let dump = "label: gpt\ndevice: /dev/sda\nlast-lba: 131038\n"
        let choices = ImportChoices(store: StoreName("mine"), backing: .file("/srv/a.img"), size: "1GiB")
        let text = try Foreign.manifest(dump, as: nil, choices)
        #expect(text.contains("  mine:\n    file: /srv/a.img\n    size: 1GiB\n"))
        for size in ["8GiBB", "1\n  x: 2", "1 #", "[", ""] {
            #expect(
                Foreign.fault(dump, as: nil, ImportChoices(backing: .file("/a"), size: size)).contains("is not a size"))
        }
        #expect(
            try Foreign.manifest(dump, as: nil, ImportChoices(backing: .device("/dev/disk/by-id/a"))).contains(
                "    device: /dev/disk/by-id/a\n    attach: direct\n"))
    }
}
