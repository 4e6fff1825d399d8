// SPDX-License-Identifier: MIT

import Testing

/// The tables that loopwright writes and those that it finds, as other programs judge them.
@Suite(.serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"))
struct TableTests {
    // MARK: Writing

    /// What sfdisk says of one partition of an image: the words of `--dump` behind the node.
    private func entry(_ number: Int, of file: String) throws -> String {
        let line = try must("sfdisk", "--dump", file).split(separator: "\n").first {
            $0.hasPrefix("\(file)\(number) :")
        }
        return String(try #require(line).drop { $0 != ":" }.dropFirst(2))
    }

    @Test func aGPTIsAsItIsSaidToBe() throws {
        let box = try Sandbox()
        try box.manifest(
            """
            stores:
              %-a:
                file: @/a.img
                size: 64MiB
                uuid: 11111111-2222-3333-4444-555555555555
                partitions:
                  - {name: esp, type: esp, size: 8MiB, label: "EFI System Partition", attributes: [required, no-block-io, legacy-boot]}
                  - {name: root, type: root-x86-64, size: 15MiB, uuid: AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE, attributes: [grow-fs, read-only, no-auto]}
                  - {name: swap, type: 0657FD6D-A4AB-43C4-84E5-0933C84B4F4F, number: 7, start: 40MiB, size: 1MiB}
                  - {name: data, size: rest, max-size: 4MiB}
            """)
        try box.converge()
        let file = box.path("a.img")
        try expectSound(file, through: try box.node("a"))
        let dump = try must("sfdisk", "--dump", file)
        #expect(dump.contains("label: gpt\nlabel-id: 11111111-2222-3333-4444-555555555555\n"))
        let root = "4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709, uuid=AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE"
        let esp = try entry(1, of: file)
        #expect(
            esp.hasPrefix("start=        2048, size=       16384, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, uuid="))
        #expect(
            esp.hasSuffix(
                "name=\"EFI System Partition\", attrs=\"RequiredPartition NoBlockIOProtocol LegacyBIOSBootable\""))
        #expect(
            try entry(2, of: file)
                == "start=       18432, size=       30720, type=\(root), name=\"root\", attrs=\"GUID:59,60,63\"")
        #expect(
            try entry(7, of: file).hasPrefix(
                "start=       81920, size=        2048, type=0657FD6D-A4AB-43C4-84E5-0933C84B4F4F"))
        #expect(
            try entry(3, of: file).hasPrefix(
                "start=       83968, size=        8192, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4"))
        try box.expect("detach", "--all")
    }

    @Test func anMBRIsAsItIsSaidToBe() throws {
        let box = try Sandbox()
        try box.manifest(
            """
            stores:
              %-a:
                file: @/a.img
                size: 64MiB
                table: mbr
                uuid: 8a6f2c10
                partitions:
                  - {name: boot, type: fat32, size: 8MiB, attributes: [active]}
                  - {name: swap, type: 0x82, size: 4MiB}
                  - {name: data, size: rest}
            """)
        try box.converge()
        let file = box.path("a.img")
        try expectSound(file, through: try box.node("a"))
        let dump = try must("sfdisk", "--dump", file)
        #expect(dump.contains("label: dos\nlabel-id: 0x8a6f2c10\n"))
        #expect(try entry(1, of: file) == "start=        2048, size=       16384, type=c, bootable")
        #expect(try entry(2, of: file) == "start=       18432, size=        8192, type=82")
        #expect(try entry(3, of: file) == "start=       26624, size=      104448, type=83")
        try box.expect("detach", "--all")
    }

    /// sfdisk, sgdisk and libblkid all find the table right, on the image and on the loop, and lsblk its partitions.
    private func expectSound(_ file: String, through loop: String) throws {
        for target in [file, loop] {
            let outcome = try run("sfdisk", "--verify", target)
            #expect(outcome.status == 0 && outcome.output.contains("No errors detected."), "\(outcome.words)")
        }
        let kind = try must("blkid", "--probe", "--output", "value", "--match-tag", "PTTYPE", file)
        if kind == "gpt\n" { #expect(try must("sgdisk", "--verify", file).contains("No problems found")) }
        let partitions = try must("sfdisk", "--dump", file).split(separator: "\n").count { $0.contains("start=") }
        let shown = try must("lsblk", "--noheadings", "--list", "--output", "TYPE", loop).split(separator: "\n")
        #expect(shown.count { $0 == "part" } == partitions)
    }

    static let labels = [
        "Größe, 日本語", "🦊📦🚀", "e\u{301}a\u{308}\u{20DD}", "\u{5E9}\u{5DC}\u{5D5}\u{5DD}",
        "tab-less \"quoted\" \\ slash/",
        String(repeating: "🗄", count: 18), String(repeating: "x", count: 36),
    ]

    /// sfdisk's JSON is read by another program yet, so that no two of our own mistakes cancel each other out.
    @Test func labelsAreAnyUnicode() throws {
        let box = try Sandbox()
        let partitions = TableTests.labels.enumerated().map { index, label in
            let escaped = label.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            return "      - {name: p\(index), size: 1MiB, label: \"\(escaped)\"}"
        }
        try box.manifest(
            "stores:\n  %-a:\n    file: @/a.img\n    size: 64MiB\n    partitions:\n"
                + partitions.joined(separator: "\n"))
        try box.converge()
        let names = try must(
            "sh", "-c",
            """
            sfdisk --json '\(box.path("a.img"))' |
            python3 -c 'import json, sys; print(*(p["name"] for p in json.load(sys.stdin)["partitiontable"]["partitions"]), sep="\\n")'
            """)
        #expect(box.lines(names).map { Array($0.utf16) } == TableTests.labels.map { Array($0.utf16) })
        #expect(try must("sgdisk", "--verify", box.path("a.img")).contains("No problems found"))
        try box.expect("detach", "--all")
    }

    @Test(arguments: ["gpt", "mbr"])
    func identifiersAreTheSameWhenAFileIsMadeAgain(table: String) throws {
        let box = try Sandbox()
        try box.manifest(
            "stores:\n  %-a: {file: @/a.img, size: 64MiB, table: \(table), partitions: [{name: x, size: 8MiB}, {name: y, size: rest}]}\n"
        )
        try box.converge()
        try box.expect("detach", "--all")
        let before = try must("sfdisk", "--dump", box.path("a.img"))
        try must("rm", box.path("a.img"))
        try box.converge()
        try box.expect("detach", "--all")
        #expect(try must("sfdisk", "--dump", box.path("a.img")) == before)

        try box.manifest(
            "stores:\n  %-b: {file: @/b.img, size: 64MiB, table: \(table), partitions: [{name: x, size: 8MiB}, {name: y, size: rest}]}\n"
        )
        try box.converge()
        try box.expect("detach", "--all")
        func identifiers(_ dump: String) -> Set<Substring> {
            Set(
                dump.split(whereSeparator: { " \n,".contains($0) }).filter {
                    $0.hasPrefix("uuid=") || $0.hasPrefix("0x")
                })
        }
        let other = try must("sfdisk", "--dump", box.path("b.img"))
        #expect(!identifiers(before).isEmpty && identifiers(before).isDisjoint(with: identifiers(other)))
    }

    // MARK: Finding

    @Test func logicalPartitionsAreKnownLinkedAndKept() throws {
        let box = try Sandbox()
        let file = try box.image(
            "a.img",
            table: "label: dos\np1: size=8M\np2: size=32M, type=5\np5: size=4M\np6: size=4M, type=82\np7: size=4M\n")
        try box.scribble(file, at: 1, mebibytes: 8)
        let before = try box.digest(file)
        try box.manifest(
            """
            stores:
              %-a:
                file: @/a.img
                table: mbr
                partitions:
                  - {name: system, number: 1, size: 8MiB}
                  - {name: swap, number: 6, size: 4MiB, type: 0x82}
            """)
        try box.converge()
        let loop = try box.node("a")
        #expect(try box.node("a", "system") == loop + "p1")
        #expect(try box.node("a", "swap") == loop + "p6")
        for number in [1, 2, 5, 6, 7] {
            let node = loop + "p\(number)"
            #expect(try box.node("a", "part\(number)") == node)
            let fields = try entry(number, of: file).split(whereSeparator: { " ,".contains($0) })
            #expect(try fields[1].description == box.attribute(node, "start"))
            // The kernel shows two sectors of an extended partition, so that nobody mounts it.
            #expect(try box.attribute(node, "size") == (number == 2 ? "2" : fields[3].description))
        }
        try box.expect("detach", "--all")
        #expect(try box.digest(file) == before)
    }

    /// How other programs make a GPT of two partitions with room between and behind them; `$f` is the image.
    static let makers = [
        "printf 'label: gpt\\nstart=2048, size=16384, name=one\\nstart=51200, size=16384, name=three\\n' | sfdisk --quiet \"$f\"",
        "sgdisk --new 1:2048:+8M --change-name 1:one --new 3:51200:+8M --change-name 3:three \"$f\"",
        "parted --script \"$f\" mklabel gpt mkpart one 1MiB 9MiB mkpart three 25MiB 33MiB",
    ]

    @Test(arguments: makers)
    func whatIsMissingIsAddedToWhatIsThere(maker: String) throws {
        let box = try Sandbox()
        let file = try box.image("a.img")
        try must("sh", "-c", "f='\(file)'; \(maker)")
        for place in [1, 25] { try box.scribble(file, at: place, mebibytes: 8) }
        func kept() throws -> [String] {
            let entries = try must("sfdisk", "--dump", file).split(separator: "\n").map(String.init)
            return entries.filter { $0.contains("\"one\"") || $0.contains("\"three\"") || $0.hasPrefix("label-id") }
        }
        let entries = try kept()
        let contents = try [1, 25].map { try box.digest(file, from: $0, mebibytes: 8) }
        try box.manifest(
            """
            stores:
              %-a: {file: @/a.img, partitions: [{name: two, size: 8MiB}, {name: three}, {name: four, size: rest}]}
            """)
        try box.converge()
        try expectSound(file, through: try box.node("a"))
        #expect(entries.count == 3)
        #expect(try kept() == entries)
        #expect(try [1, 25].map { try box.digest(file, from: $0, mebibytes: 8) } == contents)
        #expect(try box.attribute(try box.node("a", "two"), "start") == "18432")
        #expect(try box.attribute(try box.node("a", "three"), "start") == "51200")
        #expect(try box.attribute(try box.node("a", "four"), "start") == "67584")
        #expect(try box.node("a", "part1") == box.node("a") + "p1")
        try box.expect("detach", "--all")
    }
}
