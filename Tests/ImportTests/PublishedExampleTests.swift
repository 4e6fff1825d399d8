// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightImport
import WrightModel

/// The whole manifests of what `Tests/foreign` has.
@Suite struct PublishedExampleTests {
    static let manifests: [String: String] = [
        "repart/home-and-swap": """
        # Imported from definitions of systemd-repart.
        version: 1
        stores:
          a:
            file: /srv/a.img
            # it is not said how large the disk is: with a 'size' the file is made, and without one it must exist
            table: gpt
            # uuids that no definition gives are derived otherwise than by systemd-repart
            partitions:
              - name: home
                size: rest
                min-size: 10MiB
                weight: 1000
                type: home
                label: "home"
                attributes: [grow-fs]
              # '70-swap.conf': Priority=1 is left out: partitions that do not fit are never dropped
              - name: swap
                size: rest
                min-size: 64MiB
                max-size: 1GiB
                weight: 333
                type: swap
                label: "swap"

        """,
        "butane/two.bu": """
        # Imported from a configuration of Butane.
        version: 1
        stores:
          a:
            file: /srv/a.img
            # it is not said how large the disk is: with a 'size' the file is made, and without one it must exist
            table: gpt
            # 'wipe_table' is left out: a manifest destroys no table, 'loopwright wipe' does
            partitions:
              - name: pages
                number: 1
                size: 16GiB
                type: swap
                label: "pages"
              - name: files
                size: rest
                label: "files"

        """,
        "butane/boot-disk.bu": """
        # Imported from a configuration of Butane.
        # no matter of partition tables, and left out: 'storage.filesystems'
        version: 1
        stores:
          a:
            file: /srv/a.img
            # it is not said how large the disk is: with a 'size' the file is made, and without one it must exist
            table: gpt
            partitions:
              # partition 4: 'resize' is left out: a partition grows where there is room, and never becomes shorter
              - name: system
                number: 4
                size: 12GiB
                label: "system"
              - name: state
                size: rest
                label: "state"

        """,
        "sfdisk/gpt.dump": """
        # Imported from a dump of sfdisk.
        version: 1
        stores:
          a:
            file: /srv/a.img
            size: 64MiB
            table: gpt
            uuid: "702a895d-1acd-2e43-94ff-a48a1382b1af"
            entries: 64
            # first-lba 2048 is left out: of a table that is made the first usable sector is 18
            partitions:
              - name: a-b-x
                number: 1
                start: 1MiB
                size: 2097664
                type: linux
                label: "a b$ü\\" x`\\\\\\\\"
                uuid: "fcd90c10-e616-7547-ae05-178a9a72b3c3"
                attributes: [required, no-block-io, legacy-boot, read-only, no-auto]
              # partition 2: it has no label; where it is made, its name is its label
              # partition 2: left out: its attributes, not all of which have names: 0x1001000000000000
              - name: p2
                number: 2
                start: 3981824
                size: 50KiB
                type: linux
                uuid: "d2f5277c-32b9-7a4b-a370-3f6cd932c4f9"
              # partition 3: it has no label; where it is made, its name is its label
              - name: p3
                number: 3
                start: 4MiB
                size: 2844160
                type: swap
                uuid: "fed31688-927b-7743-83ea-44c3261ef550"

        """,
        "sfdisk/2010.dump": """
        # Imported from a dump of sfdisk.
        version: 1
        stores:
          a:
            file: /srv/a.img
            # it is not said how large the disk is: with a 'size' the file is made, and without one it must exist
            table: mbr
            # it has logical partitions, which are not made: this is for a disk that has them already
            partitions:
              - name: p1
                number: 1
                start: 32256
                size: 115121664
                type: "0xde"
              # partition 2: left out: it is not the only one that is active
              - name: p2
                number: 2
                start: 110MiB
                size: 10GiB
                type: ntfs
              - name: p3
                number: 3
                start: 10350MiB
                size: 94473MiB
                type: ntfs
              # partition 4 is left out: it is the extended one, which is not made
              # partition 5: left out: it is not the only one that is active
              - name: p5
                number: 5
                start: 109922674176
                size: 6991455744
                type: linux
              - name: p6
                number: 6
                start: 116914162176
                size: 79538425344
                type: linux
              - name: p7
                number: 7
                start: 191848230KiB
                size: 3594447360
                type: swap

        """,
    ]

    @Test(arguments: manifests.keys.sorted()) func itsManifest(_ path: String) throws {
        let text = try Importer.manifest(of: Foreign.files(path), as: nil, Foreign.image)
        #expect(text == PublishedExampleTests.manifests[path], "\(text)")
    }

    /// What sfdisk writes in two ways is one table.
    @Test(arguments: ["gpt", "mbr"]) func theJSONOfATableIsItsDump(_ name: String) throws {
        let dump = try Importer.manifest(of: Foreign.files("sfdisk/\(name).dump"))
        let json = try Importer.manifest(of: Foreign.files("sfdisk/\(name).json"))
        #expect(dump == json)
    }

    /// Two disks are two stores, of their own names.
    @Test(arguments: [
        (
            "butane/mirror.bu", ["sda", "sdb"],
            "# 'boot_device' is left out: Butane makes disks of it, so import what it writes"
        ),
        (
            "ignition/raid.ign", ["sdb", "sdc"],
            "# no matter of partition tables, and left out: 'systemd', 'storage.filesystems' and 'storage.raid'"
        ),
    ])
    func severalDisks(_ path: String, _ stores: [String], _ note: String) throws {
        let text = try Importer.manifest(of: Foreign.files(path))
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") } == stores.map { "  \($0):" })
        #expect(lines.contains(note), "\(text)")
        for choices in [ImportChoices(store: StoreName("a")), Foreign.image, ImportChoices(size: "1GiB")] {
            let sentence = "it describes 2 disks, so that neither a store, a path nor a size can be given for one"
            #expect(throws: ImportFault.usage(sentence)) {
                try Importer.manifest(of: Foreign.files(path), as: nil, choices)
            }
        }
    }

    @Test func everyFileIsRead() throws {
        #expect(Foreign.all.count >= 16)
        for files in Foreign.all where files.first?.name != "butane/luks.bu" {
            #expect(throws: Never.self, "\(files.map(\.name))") {
                try Importer.manifest(of: files, as: nil, Foreign.named(files))
            }
        }
        #expect(
            throws: ImportFault.data(
                "butane/luks.bu: there are no 'storage.disks' in it; of 'boot_device' Butane makes disks, so import what it writes"
            )
        ) { try Importer.manifest(of: Foreign.files("butane/luks.bu")) }
    }
}

extension Foreign {
    /// Definitions of repart name no disk.
    static func named(_ files: [ForeignFile]) -> ImportChoices {
        files.first?.name.hasSuffix(".conf") ?? false ? image : ImportChoices()
    }
}
