// SPDX-License-Identifier: MIT

import Testing
import WrightManifest
import WrightModel

/// What right manifests come to.
@Suite struct DesiredTests {
    @Test func theManifestOfTheReference() throws {
        let desired = try parse(
            """
            version: 1
            stores:
              appliance:                       # a comment
                file: /var/lib/images/appliance.img
                size: 8GiB
                table: gpt
                partitions:
                  - {name: esp,  type: esp,  size: 256MiB, label: "EFI System Partition"}
                  - {name: root, type: root-x86-64, size: 4GiB, links: [by-role/root]}
                  - {name: data, size: rest}
              archive:
                match: {ID_SERIAL: "WDC_WD40*", ID_BUS: usb}
                partitions:
                  - {name: photos, size: 60%}
                  - {name: music,  size: rest}
              vendor:
                file: /srv/raspios.img
                read-only: true
            """)
        var appliance = try store("appliance", .file("/var/lib/images/appliance.img"), line: 3, column: 3)
        appliance.size = .gibibyte * 8
        appliance.table = .kind(.gpt)
        appliance.partitions = [
            try partition("esp", line: 8, column: 9) {
                $0.type = .named("esp")
                $0.size = .fixed(.mebibyte * 256)
                $0.label = "EFI System Partition"
            },
            try partition("root", line: 9, column: 9) {
                $0.type = .named("root-x86-64")
                $0.size = .fixed(.gibibyte * 4)
                $0.links = [try LinkPath.parse("by-role/root").get()]
            },
            try partition("data", line: 10, column: 9) { $0.size = .rest },
        ]
        var archive = try store("archive", .match(["ID_SERIAL": "WDC_WD40*", "ID_BUS": "usb"]), line: 11, column: 3)
        archive.partitions = [
            try partition("photos", line: 14, column: 9) { $0.size = .share(millionths: 600_000) },
            try partition("music", line: 15, column: 9) { $0.size = .rest },
        ]
        var vendor = try store("vendor", .file("/srv/raspios.img"), line: 16, column: 3)
        vendor.readOnly = true
        #expect(desired.stores == [appliance, archive, vendor])
    }

    @Test(arguments: [
        ([""], false), (["prune: false"], false), (["prune: true"], true), (["", "prune: true", ""], true),
        (["prune: true", "prune: true"], true), ([], false),
    ]) func oneFilesWordOnPruningIsAllFilesWord(_ words: [String], _ prunes: Bool) throws {
        let files = words.enumerated().map { ("\($0.offset).yaml", Array("version: 1\n\($0.element)\n".utf8)) }
        #expect(try Manifest.parse(files: files).get().prune == prunes)
    }

    @Test(arguments: [([""], nil), (["metrics-file: /srv/m.prom", ""], "/srv/m.prom")])
    func oneFileSaysWhereTheMetricsGo(_ words: [String], _ path: String?) throws {
        let files = words.enumerated().map { ("\($0.offset).yaml", Array("version: 1\n\($0.element)\n".utf8)) }
        #expect(try Manifest.parse(files: files).get().metricsFile == path)
    }

    @Test func everyKeyOfAStore() throws {
        let desired = try parse(
            """
            version: 1
            stores:
              s:
                file: /s.img
                size: 1.5GiB
                allocate: full
                offset: 1MiB
                length: 1GiB
                attach: loop
                read-only: false
                direct-io: on
                sector-size: 4096
                table: gpt
                uuid: 4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709
                entries: 256
                align: 4MiB
                partitions: []
                links: [by-role/s, by-role/t]
                seed: 7
            """)
        var expected = try store("s", .file("/s.img"), line: 3, column: 3)
        expected.size = .mebibyte * 1536
        expected.allocation = .full
        expected.offset = .mebibyte
        expected.length = .gibibyte
        expected.readOnly = false
        expected.directIO = .on
        expected.sectorSize = .bytes4096
        expected.table = .kind(.gpt)
        expected.tableIdentifier = .gpt(try #require(GUID("4f68bce3-e8cd-4db1-96e7-fbcaf984b709")))
        expected.entries = 256
        expected.alignment = .mebibyte * 4
        expected.links = try ["by-role/s", "by-role/t"].map { try LinkPath.parse($0).get() }
        expected.seed = "7"
        #expect(desired.stores == [expected])
    }

    @Test func everyKeyOfAPartition() throws {
        let desired = try parse(
            """
            version: 1
            stores:
              s:
                device: /dev/disk/by-id/ata-x
                attach: direct
                partitions:
                  - name: 0
                    label: 12.50
                    type: C12A7328-F81F-11D2-BA4B-00A0C93EC93B
                    size: rest
                    min-size: 1KiB
                    max-size: 1MB
                    weight: 3
                    number: 255
                    start: 1MiB
                    uuid: 4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709
                    attributes: [no-auto, grow-fs]
                    links: [a/b]
                  - {name: b, attributes: []}
            """)
        var expected = try store("s", .device("/dev/disk/by-id/ata-x"), line: 3, column: 3)
        expected.attachment = .direct
        expected.partitions = [
            try partition("0", line: 7, column: 9) {
                $0.label = "12.50"
                $0.type = .exactly(.gpt(try #require(GUID("c12a7328-f81f-11d2-ba4b-00a0c93ec93b"))))
                $0.size = .rest
                $0.minimum = .kibibyte
                $0.maximum = ByteCount(1_000_000)
                $0.weight = 3
                $0.number = 255
                $0.start = .mebibyte
                $0.identifier = GUID("4f68bce3-e8cd-4db1-96e7-fbcaf984b709")
                $0.attributes = [.noAuto, .growFileSystem]
                $0.links = [try LinkPath.parse("a/b").get()]
            },
            try partition("b", line: 19, column: 9) { $0.attributes = [] },
        ]
        #expect(desired.stores == [expected])
    }

    @Test func anMBR() throws {
        let desired = try parse(
            """
            version: 1
            stores:
              s:
                file: /s
                table: mbr
                uuid: 8A6F2C10
                partitions:
                  - {name: a, type: 0c, attributes: [active]}
                  - {name: b, type: 82}
                  - {name: c, type: 0x0F, number: 3}
                  - {name: d}
                  - {name: e, number: 5}
            """)
        let store = try #require(desired.stores.first)
        #expect(store.tableIdentifier == .mbr(0x8a6f_2c10))
        #expect(
            store.partitions.map(\.type) == [
                .exactly(.mbr(0x0c)), .exactly(.mbr(0x82)), .exactly(.mbr(0x0f)), nil, nil,
            ])
        #expect(store.partitions.map(\.attributes) == [.active, nil, nil, nil, nil])
    }

    /// Forms of YAML that mean the same.
    static let otherWords = [
        "\u{FEFF}version: 1\nstores: {s: {file: /s, read-only: true}}\n",
        "---\nversion: 1\nstores:\n  s:\n    file: '/s'\n    read-only: True\n...\n",
        "{version: 1, stores: {\"s\": {\"file\": \"/s\", \"read-only\": true}}}",
        "version: 1\r\nstores:\r\n  s:\r\n    file: >-\r\n      /s\r\n    read-only: TRUE\r\n",
        "? version\n: 1\n? stores\n: s: {file: \"\\x2fs\", read-only: true}\n",
    ]

    @Test(arguments: otherWords) func theSameInOtherWords(_ text: String) throws {
        let store = try #require(try parse(text).stores.first)
        #expect(store.name.text == "s" && store.backing == .file("/s") && store.readOnly == true)
    }

    static let right = [
        "version: 1", "version: 1\nstores: {}", "version: 1\nstores: {s: {file: /s, partitions: [], links: []}}",
        "version: 1\nstores: {s: {file: /s, table: none}, t: {device: /dev/sda, offset: 0, length: 512}}",
        // Slices that lie apart, in any order.
        "version: 1\nstores: {a: {file: /s, offset: 1MiB}, b: {file: /s, length: 1MiB}}",
        // Labels may be equal where something else tells the partitions apart.
        "version: 1\nstores: {s: {file: /s, partitions: [{name: a, label: x}, {name: b, label: x, number: 2}]}}",
        // The store below is not of this manifest.
        "version: 1\nstores: {s: {device: /dev/disk/by-loopwright/elsewhere/data}}",
        "version: 1\nstores: {s: {device: /dev/disk/by-loopwright/t/part9}, t: {file: /t}}",
        // Partitions that leave nothing over.
        "version: 1\nstores: {s: {file: /s, size: 2GiB, partitions: [{name: a, size: 1GiB}, {name: b, size: 1GiB}]}}",
    ]

    @Test(arguments: right) func isRight(_ text: String) throws { _ = try parse(text) }

    @Test func filesAreOneNamespaceInTheirOrder() throws {
        let desired = try Manifest.parse(files: [
            ("2.yaml", Array("version: 1\nstores: {b: {device: /dev/disk/by-loopwright/a/data}}".utf8)),
            ("1.yaml", Array("version: 1\nstores: {a: {file: /a, partitions: [{name: data}]}}".utf8)),
        ]).get()
        #expect(desired.stores.map(\.name.text) == ["b", "a"])
        #expect(desired.stores.map(\.location.file) == ["2.yaml", "1.yaml"])
    }

    private func parse(_ text: String) throws -> Desired {
        try Manifest.parse(files: [("m.yaml", Array(text.utf8))]).get()
    }

    private func store(_ name: String, _ backing: DesiredBacking, line: Int, column: Int) throws -> DesiredStore {
        DesiredStore(name: try #require(StoreName(name)), backing: backing, location: at(line, column))
    }

    private func partition(
        _ name: String, line: Int, column: Int, _ change: (inout DesiredPartition) throws -> Void
    ) throws -> DesiredPartition {
        var partition = DesiredPartition(name: try #require(PartitionName(name)), location: at(line, column))
        try change(&partition)
        return partition
    }

    private func at(_ line: Int, _ column: Int) -> WrightModel.SourceLocation {
        WrightModel.SourceLocation(file: "m.yaml", line: line, column: column)
    }
}
