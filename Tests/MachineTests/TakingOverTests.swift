// SPDX-License-Identifier: MIT

import Testing

/// What `import` makes of another program's words is what that program makes of them.
@Suite(.serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"))
struct TakingOverTests {
    struct Table: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var sectorSize = 512
        /// Whether it has partitions that loopwright does not make.
        var isLogical = false
        let script: String

        init(_ description: String, sectorSize: Int = 512, isLogical: Bool = false, _ lines: String...) {
            testDescription = description
            self.sectorSize = sectorSize
            self.isLogical = isLogical
            script = lines.map { $0 + "\n" }.joined()
        }
    }

    static let tables: [Table] = [
        Table(
            "GPT", "label: gpt", "label-id: 702A895D-1ACD-2E43-94FF-A48A1382B1AF",
            "size=12M,type=U,name=\"EFI System\",attrs=RequiredPartition", "size=20M,type=S,name=swap",
            "name=\"größe, 写真 \\x22a\\x22 $x `y`\",type=4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709,attrs=\"GUID:59\""),
        Table(
            "GPT, odd sectors and numbers out of order", "label: gpt", "first-lba: 52", "table-length: 200",
            "7: start=63,size=98,name=late,attrs=\"LegacyBIOSBootable NoBlockIOProtocol GUID:60,63\"",
            "2: start=400,size=1027,name=\"a b\",uuid=0B2FF0AF-8C5B-4F37-9F8C-7D2A5D6D6A01",
            "200: start=30001,size=22403,name=last", "1: start=2049,size=1,name=one"),
        Table(
            "GPT, up to the last sector", "label: gpt", "first-lba: 34", "start=34,size=2014,name=front",
            "start=2048,size=128991,name=back"),
        Table(
            "GPT, sectors of 4096 bytes", sectorSize: 4096, "label: gpt", "start=256,size=301,name=four",
            "start=601,size=7,name=seven", "start=1024,name=rest"),
        Table("GPT without partitions", "label: gpt"),
        Table("MBR", "label: dos", "label-id: 0x12345678", "63,1000,c", "2000,3001,82,*", "8000,,17"),
        Table("MBR, sectors of 4096 bytes", sectorSize: 4096, "label: dos", "300,101,83", "1000,,7,*"),
        Table(
            "MBR, logical", isLogical: true, "label: dos", "2048,2048,83", "8192,60000,5", "10240,2048,83,*",
            "14337,2049,82", "20000,777,7"),
    ]

    @Test(arguments: tables) func theTableOfADumpIsMadeAgain(_ table: Table) throws {
        let box = try Sandbox()
        let original = try made(table, in: box)
        let copy = try box.image("copy.img")
        let words = try imported(dumped(original, table, "--json"), onto: copy, in: box)
        #expect(try words == imported(dumped(original, table, "--dump"), onto: copy, in: box))
        guard !table.isLogical else {
            #expect(words.contains("# it has logical partitions, which are not made"))
            try box.expect("plan", exit: 3)
            return
        }
        try box.converge()
        try box.expect("detach", "--all")
        #expect(try facts(of: copy, table) == facts(of: original, table), "\(words)")
    }

    @Test(arguments: tables) func theDiskOfADumpStaysAsItIs(_ table: Table) throws {
        let box = try Sandbox()
        let original = try made(table, in: box)
        try expectNoChange(of: original, by: dumped(original, table, "--dump"), in: box)
    }

    @Test func aDumpComesThroughAPipeAndNamesItsImage() throws {
        let box = try Sandbox()
        let original = try box.image("\(box.prefix)-named.img", table: "label: gpt\nsize=8M,name=a\n")
        let words = try shell("cd \(box.folder); sfdisk --dump \(box.prefix)-named.img | \(binary()) import -")
        #expect(words.contains("    file: \(original)\n    size: 64MiB\n"), "\(words)")
        try box.write(words, to: "manifest.yaml")
        try box.converge()
        try box.expect("detach", "--all")
    }

    // MARK: systemd-repart

    static let definitions = [
        ("10-esp.conf", "Type=esp\nSizeMinBytes=34M\nSizeMaxBytes=34M"),
        ("20-root.conf", "Type=root\nSizeMaxBytes=30M\nReadOnly=yes"), ("21-root.conf", "Type=root\nSizeMaxBytes=30M"),
        ("30-verity.conf", "Type=root-verity\nSizeMinBytes=8M\nSizeMaxBytes=8M"),
        ("31-sig.conf", "Type=root-verity-sig\nSizeMinBytes=4M\nSizeMaxBytes=4M"), ("40-home.conf", "Type=home"),
        ("50-swap.conf", "Type=swap\nWeight=333\nSizeMinBytes=16M\nFlags=0x9000000000000000"),
        ("60-own.conf", "Type=bfbfafe7-a34f-448a-9a5b-6213eb736c22\nWeight=0\nLabel=a %% b"),
        (
            "61-uuid.conf",
            "Type=5bd11091-8d12-45f3-8a44-0c8c0b4a6a51\nWeight=0\nUUID=0B2FF0AF-8C5B-4F37-9F8C-7D2A5D6D6A01"
        ),
        ("62-var.conf", "Type=var\nWeight=0\nSizeMinBytes=1.5M"),
        ("63-boot.conf", "Type=xbootldr\nWeight=0\nNoAuto=yes"),
        ("64-usr.conf", "Type=usr-secondary\nWeight=0"), ("64-usr.conf.d/name.conf", "Label=from a drop-in"),
    ]

    @Test(.enabled(if: Machine.has("systemd-repart"), "needs systemd-repart"))
    func definitionsMakeWhatSystemdMakes() throws {
        let box = try Sandbox()
        let (definitions, original) = try repartitioned(in: box)
        let copy = try box.image("copy.img", mebibytes: 256)
        let words = try imported(definitions, onto: copy, in: box)
        try box.converge()
        try box.expect("detach", "--all")
        let (ours, theirs) = (try rows(of: copy), try rows(of: original))
        #expect(ours.map(\.kind) == theirs.map(\.kind), "\(words)")
        #expect(ours.count == 12)
        // What 'home' and 'swap' share is dealt out by another rule and in units of 1 MiB; all others have their one size.
        let shares = [5, 6]
        for index in ours.indices where !shares.contains(index) { #expect(ours[index] == theirs[index]) }
        let room = (
            ours: shares.map { ours[$0].size }.reduce(0, +), theirs: shares.map { theirs[$0].size }.reduce(0, +)
        )
        #expect((room.theirs - 12 * 2048...room.theirs).contains(room.ours), "\(ours) \(theirs)")
        #expect(ours[5].size >= 10 * 2048 && ours[6].size >= 16 * 2048, "\(ours)")
    }

    @Test(.enabled(if: Machine.has("systemd-repart"), "needs systemd-repart"))
    func theDiskThatSystemdMadeStaysAsItIs() throws {
        let box = try Sandbox()
        let (definitions, original) = try repartitioned(in: box)
        try expectNoChange(of: original, by: definitions, in: box)
    }

    private func repartitioned(in box: borrowing Sandbox) throws -> (definitions: String, image: String) {
        let folder = box.path("repart.d")
        try shell("mkdir -p \(folder)/64-usr.conf.d")
        for (name, text) in TakingOverTests.definitions {
            try box.write("[Partition]\n\(text)\n", to: "repart.d/\(name)")
        }
        let original = try box.image("original.img", mebibytes: 256)
        try shell(
            "systemd-repart --definitions=\(folder) --empty=force --dry-run=no --seed=random --pretty=no \(original) >/dev/null 2>&1"
        )
        return (folder, original)
    }

    /// Number, type, label and attributes of each partition, and its sectors.
    private func rows(of image: String) throws -> [(kind: String, size: Int)] {
        try shell("sfdisk --dump \(image) | grep start=").split(separator: "\n").map { line in
            let fields = line.split(separator: ",").map { $0.split(separator: " ").joined(separator: " ") }
            let kind = fields.filter { !["start=", "size=", "uuid="].contains(where: $0.contains) }
            let number = line.prefix { $0 != " " }.split(separator: ".img").last ?? ""
            let size = fields.first { $0.hasPrefix("size=") }.flatMap {
                Int($0.dropFirst(5).split(separator: " ").joined())
            }
            return ("\(number) \(kind.joined(separator: ","))", size ?? 0)
        }
    }

    // MARK: Tools

    private func binary() -> String { Sandbox.binary.hasPrefix("/") ? Sandbox.binary : "$OLDPWD/\(Sandbox.binary)" }

    /// An image with the table, through a loop where its sectors are not of 512 bytes.
    private func made(_ table: Table, in box: borrowing Sandbox) throws -> String {
        let file = try box.image("original.img")
        try through(file, table) { try box.partition($0, table.script) }
        return file
    }

    private func dumped(_ file: String, _ table: Table, _ form: String) throws -> String {
        let output = "\(file)\(form)"
        try through(file, table) { try shell("sfdisk \(form) \($0) >\(output)") }
        return output
    }

    /// What sfdisk says of the table, without the names of the device and its nodes, and the first usable sector: a table
    /// that loopwright makes leaves no more room in front than it needs.
    private func facts(of file: String, _ table: Table) throws -> [String] {
        var dump = ""
        try through(file, table) { dump = try shell("sfdisk --dump \($0)") }
        return dump.split(separator: "\n").filter { !$0.hasPrefix("device:") && !$0.hasPrefix("first-lba:") }.map {
            line in
            guard let colon = line.firstIndex(of: ":"), line.contains("start=") else { return String(line) }
            let digits = line[..<colon].reversed().drop { $0 == " " }.prefix(while: \.isNumber).reversed()
            return String(digits) + line[colon...]
        }
    }

    private func through(_ file: String, _ table: Table, _ body: (String) throws -> Void) throws {
        guard table.sectorSize != 512 else { return try body(file) }
        let loop = try shell("losetup --find --show --sector-size \(table.sectorSize) \(file)")
        defer { _ = try? run("losetup", "--detach", loop) }
        try body(loop)
    }

    /// Has `import` write the sandbox's manifest.
    private func imported(_ source: String, onto image: String, in box: borrowing Sandbox) throws -> String {
        let words = try must(Sandbox.binary, "import", source, "--file", image, "--store", box.store("a"))
        try box.write(words, to: "manifest.yaml")
        return words
    }

    /// Expects that what is imported finds no table to change, and changes not a byte.
    private func expectNoChange(of image: String, by source: String, in box: borrowing Sandbox) throws {
        let before = try box.digest(image)
        let words = try imported(source, onto: image, in: box)
        let verbs = try shell(
            "\(Sandbox.binary) plan --json --manifest \(box.path("manifest.yaml")) | grep -o '\"verb\": *\"[a-z-]*\"' || true"
        )
        #expect(verbs.contains("attach"), "\(words)")
        #expect(!["table", "file", "resize"].contains(where: verbs.contains), "\(verbs)\n\(words)")
        try box.converge()
        try box.expect("detach", "--all")
        #expect(try box.digest(image) == before)
    }
}
