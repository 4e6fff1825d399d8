// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightModel
import WrightText

@testable import WrightReport

@Suite struct ManifestTextTests {
    private func text(
        _ contents: Contents, at path: String = "/srv/a.img", device: Bool = false, size: ByteCount = .gibibyte,
        attachment: AttachmentMode = .loop, isReadOnly: Bool = false
    ) -> String {
        let kind = device ? ManifestSource.Kind.device : .file(size: size)
        return ManifestText(
            ManifestSource(path: path, kind: kind, contents: contents, attachment: attachment, isReadOnly: isReadOnly)
        ).text
    }

    private func contents(_ table: PartitionTable) -> Contents {
        Contents(table: .present(table), signatures: [], holdsData: true)
    }

    @Test func anImage() throws {
        let table = try Fixture.table(Fixture.appliancePartitions(), mebibytes: 8192)
        let manifest = text(
            contents(table), at: "/var/lib/images/My appliance.img", size: Fixture.size(mebibytes: 8192))
        #expect(
            manifest == #"""
                version: 1
                stores:
                  My-appliance:
                    file: "/var/lib/images/My appliance.img"
                    size: 8GiB
                    table: gpt
                    uuid: 00000000-0000-0000-0000-0000000000d0
                    partitions:
                      - name: EFI-System-Partition
                        number: 1
                        start: 1MiB
                        size: 256MiB
                        type: esp
                        label: "EFI System Partition"
                        uuid: 00000000-0000-0000-0000-000000000001
                      - name: root
                        number: 2
                        start: 257MiB
                        size: 4GiB
                        type: linux
                        label: "root"
                        uuid: 00000000-0000-0000-0000-000000000002
                      - name: data
                        number: 3
                        start: 4353MiB
                        size: 2816MiB
                        type: linux
                        label: "data"
                        uuid: 00000000-0000-0000-0000-000000000003
                        attributes: [grow-fs]

                """#)
    }

    /// Partitions come in the order of their starts, and what a manifest cannot say is told in comments.
    @Test func whatCannotBeSaid() throws {
        let type = try Fixture.gpt("linux")
        let strange = PartitionType.gpt(try #require(GUID("00112233-4455-6677-8899-aabbccddeeff")))
        var partitions = [
            try Fixture.partition(4, Extent(start: ByteCount(40 * 512), length: ByteCount(63 * 512)), type, "a\u{07}b"),
            try Fixture.partition(
                1, Fixture.extent(5, 2), strange, "", attributes: [.noAuto, PartitionAttributes(rawValue: 1 << 48)]),
            try Fixture.partition(2, Fixture.extent(3, 1), type, "two", attributes: [.required, .noAuto]),
            try Fixture.partition(300, Fixture.extent(9, 1), type, "far"),
        ]
        partitions[0].identifier = .gpt(.zero)
        partitions[2].identifier = partitions[1].identifier
        var table = try Fixture.table(partitions, mebibytes: 16, condition: .backupMisplaced)
        table.entries = 512
        table.identifier = .gpt(.zero)
        let both = Contents(
            table: .present(table), signatures: [Signature(type: "iso9660", label: "CD\n  evil: true")], holdsData: true
        )
        #expect(
            text(both, size: ByteCount(1000)) == #"""
                version: 1
                stores:
                  a:
                    file: /srv/a.img
                    # its 1000 bytes are no whole number of sectors
                    # besides the table it holds iso9660 "CD\n  evil: true"
                    # the backup of the GPT does not lie at the end of the device
                    table: gpt
                    # the table has no uuid
                    entries: 512
                    align: 4KiB
                    partitions:
                      # partition 4 keeps its label, which holds a control character: "a\x07b"
                      # partition 4 has no uuid
                      - name: a-b
                        number: 4
                        start: 20KiB
                        size: 32256
                        type: linux
                      # partition 2 shares its uuid with another: 00000000-0000-0000-0000-000000000001
                      - name: two
                        number: 2
                        start: 3MiB
                        size: 1MiB
                        type: linux
                        label: "two"
                        attributes: [required, no-auto]
                      # partition 1 shares its uuid with another: 00000000-0000-0000-0000-000000000001
                      # partition 1 keeps its attributes, not all of which have names: 0x8001000000000000
                      - name: p1
                        number: 1
                        start: 5MiB
                        size: 2MiB
                        type: 00112233-4455-6677-8899-aabbccddeeff
                      # partition 300, 1 MiB at 9 MiB, is kept: its number is above 255

                """#)
    }

    @Test func extendedAndLogicalPartitions() {
        #expect(
            text(contents(Fixture.extended()), at: "/srv/old.img") == #"""
                version: 1
                stores:
                  old:
                    file: /srv/old.img
                    size: 1GiB
                    table: mbr
                    uuid: "12345678"
                    partitions:
                      - name: p1
                        number: 1
                        start: 1MiB
                        size: 100MiB
                        type: linux
                      # partition 2, 800 MiB at 101 MiB, is kept: it is the extended one
                      - name: p5
                        number: 5
                        start: 102MiB
                        size: 300MiB
                        type: linux
                      - name: p6
                        number: 6
                        start: 500MiB
                        size: 100MiB
                        type: swap

                """#)
    }

    @Test func oneActivePartitionIsNamedAndSeveralAreNot() throws {
        var table = Fixture.extended()
        table.partitions[0].attributes = [.active]
        #expect(text(contents(table)).contains("        attributes: [active]\n"))
        table.partitions[2].attributes = [.active]
        #expect(!text(contents(table)).contains("        attributes:"))
    }

    @Test func aDiskThatIsPartitionedItself() throws {
        var table = try Fixture.table([], mebibytes: 64)
        table.sectorSize = .bytes4096
        let path = "/dev/disk/by-id/usb-WDC: #1"
        #expect(
            text(contents(table), at: path, device: true, attachment: .direct, isReadOnly: true) == #"""
                version: 1
                stores:
                  usb-WDC-1:
                    device: "/dev/disk/by-id/usb-WDC: #1"
                    attach: direct
                    table: gpt
                    uuid: 00000000-0000-0000-0000-0000000000d0

                """#)
        #expect(
            text(contents(table), at: path, device: true, isReadOnly: true) == #"""
                version: 1
                stores:
                  usb-WDC-1:
                    device: "/dev/disk/by-id/usb-WDC: #1"
                    read-only: true
                    sector-size: 4096
                    table: gpt
                    uuid: 00000000-0000-0000-0000-0000000000d0

                """#)
    }

    private static let tableless: [(Contents, String)] = [
        (.blank, "# it is blank"),
        (Contents(table: .absent, signatures: [], holdsData: true), "# it holds data that nothing recognises"),
        (
            Contents(
                table: .absent, signatures: [Signature(type: "ext4", label: "x\ny", uuid: "3a8f")], holdsData: true),
            #"# no partition table: it holds ext4 "x\ny", uuid 3a8f"#
        ),
        (
            Contents(table: .damaged("its checksum\nis wrong"), signatures: [], holdsData: true),
            #"# its partition table is damaged and is taken as it is: its checksum\x0ais wrong"#
        ),
        (
            Contents(table: .unreadable("cannot read '/srv/a.img' (pread: EIO)"), signatures: [], holdsData: true),
            "# its partition table could not be read and is taken as it is: cannot read '/srv/a.img' (pread: EIO)"
        ),
    ]

    @Test(arguments: tableless)
    func withoutATable(_ contents: Contents, _ comment: String) {
        #expect(text(contents) == "version: 1\nstores:\n  a:\n    file: /srv/a.img\n    size: 1GiB\n    \(comment)\n")
    }

    private static let alignments: [(Int64, String?)] = [
        (1 << 20, nil), (3 << 20, nil), (1 << 19, "512KiB"), (63 * 512, "512"), (4096, "4KiB"), (34 * 512, "1KiB"),
    ]

    @Test(arguments: alignments)
    func theAlignmentIsOneThatEveryStartFits(_ start: Int64, _ align: String?) throws {
        let partition = try Fixture.partition(
            1, Extent(start: ByteCount(start), length: .mebibyte), Fixture.gpt("linux"))
        let lines = text(contents(try Fixture.table([partition], mebibytes: 64))).split(separator: "\n")
        #expect(lines.first { $0.hasPrefix("    align: ") }.map { String($0.dropFirst(11)) } == align)
    }
}

@Suite struct YAMLTextTests {
    static let hostile = [
        "EFI System Partition", "a: b", "a #b", "\"quoted\"", "it's", "- dash", "-", "true", "NULL", "~", "yes", "1e3",
        "0x83",
        "012", "12345678", "2001-01-01", "1:30", "[a]", "{a: b}", "*alias", "&anchor", "!tag", "|", ">", "%x", "@x",
        "`x`",
        "back\\slash", "new\nline", "tab\there", "\u{07}\u{1b}[31m", " leading", "trailing ", "",
        "\u{85}\u{a0}\u{2028}\u{feff}",
        "größe", "写真", "🎵 music", "\u{202e}evil", "\u{e000}\u{10ffff}", "=", "<<", "?", "? a", ": a", "a:", "\r\n",
        "\u{7f}",
    ]

    @Test(arguments: [
        ("/var/lib/a.img", "/var/lib/a.img"), ("root-x86-64", "root-x86-64"), ("0x83", #""0x83""#), ("No", #""No""#),
        ("/a b", #""/a b""#), ("", #""""#), ("a\"\\\n\u{1b}\u{202e}\u{e0041}", #""a\"\\\n\x1b\u202e\U000e0041""#),
    ])
    func scalars(_ text: String, _ yaml: String) { #expect(YAMLText.scalar(text) == yaml) }

    @Test(.enabled(if: Python.has("yaml"), "needs python3 with yaml"))
    func hostileScalarsAreReadBack() throws {
        let document = Self.hostile.map { "- \(YAMLText.scalar($0))\n- \(YAMLText.quoted($0))\n" }.joined()
        let expected = JSONValue.array(Self.hostile.flatMap { [.string($0), .string($0)] })
        #expect(try read(document) == JSONText.compact(expected))
    }

    @Test(.enabled(if: Python.has("yaml"), "needs python3 with yaml"))
    func manifestsAreReadBack() throws {
        let type = try Fixture.gpt("linux")
        let labels = Self.hostile.filter {
            !$0.isEmpty && $0.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
        }
        let partitions = try labels.enumerated().map { index, label in
            try Fixture.partition(
                index + 1, Fixture.extent(Int64(index) + 1, 1), type, label, attributes: [.readOnly, .noAuto])
        }
        let contents = Contents(
            table: .present(try Fixture.table(partitions, mebibytes: 100)), signatures: [], holdsData: true)
        let path = "/srv/it's: #1 \"写真\".img"
        let manifest = ManifestText(ManifestSource(path: path, kind: .file(size: ByteCount(1536)), contents: contents))
            .text
        let names = DerivedName.partitions(partitions)
        let expected: JSONValue = [
            "version": 1,
            "stores": [
                "it-s-1": [
                    "file": .string(path), "size": 1536, "table": "gpt", "uuid": .string("\(try Fixture.guid(0xd0))"),
                    "partitions": .array(
                        partitions.map { partition in
                            [
                                "name": JSONValue(names[partition.number]), "number": .integer(Int64(partition.number)),
                                "start": .string("\(partition.number)MiB"), "size": "1MiB", "type": "linux",
                                "label": .string(partition.label), "uuid": .string("\(partition.identifier)"),
                                "attributes": ["read-only", "no-auto"],
                            ]
                        }),
                ]
            ],
        ]
        #expect(try read(manifest) == JSONText.compact(expected))
    }

    /// The document as another parser reads it, in JSON.
    private func read(_ document: String) throws -> String {
        let script = """
            import json, sys, yaml
            data = yaml.safe_load(sys.stdin.buffer)
            sys.stdout.buffer.write(json.dumps(data, ensure_ascii=False, separators=(',', ':')).encode())
            """
        return try #require(Python.run(script, input: document))
    }
}
