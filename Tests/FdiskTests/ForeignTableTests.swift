// SPDX-License-Identifier: MIT

import Testing
import WrightFdisk
import WrightModel
import WrightTable

/// Tables that other programs made, read as those programs read them.
@Suite(.enabled(if: Command.isThere("sfdisk"), "needs sfdisk"))
struct ForeignTableTests {
    private func expectSame(_ image: TemporaryImage) throws {
        let table = try image.table()
        let dump = try SfdiskDump(image.judge("sfdisk", "--dump"), path: image.path)
        #expect(dump.partitions == table.dumped)
        #expect(dump.headers["label"] == (table.kind == .gpt ? "gpt" : "dos"))
        let identifier = (table.kind == .gpt ? "" : "0x") + table.identifier.description
        #expect(dump.headers["label-id"]?.lowercased() == identifier)
        if table.kind == .gpt {
            #expect(dump.headers["first-lba"] == String(table.usable.start / .sysfsSector))
            #expect(dump.headers["last-lba"] == String(table.usable.end / .sysfsSector - 1))
        }
    }

    @Test(arguments: [
        "label: gpt\nsize=1M, name=\"a, b\"\nstart=5000, size=1, attrs=\"RequiredPartition GUID:60,63\"\nsize=+",
        "label: gpt\ntable-length: 256\nfirst-lba: 3000\n200: start=3001, size=7",
        "label: dos\nsize=1M, type=c, bootable\nsize=1M\nsize=1M\nsize=+",
        "label: dos\n4: start=1, size=62\n2: start=99, size=1, type=ef",
        "label: dos\nstart=63, size=77\nstart=201, size=9000, type=f\nstart=264, size=11\nstart=999, size=1\nsize=17\nsize=+",
        "label: dos\nstart=201, size=9000, type=5",
        "label: dos",
    ])
    func sfdisksTables(script: String) throws {
        let image = try TemporaryImage(size: 16 << 20)
        try image.judge("sfdisk", "-q", input: script)
        try expectSame(image)
    }

    @Test func aLongChainOfLogicalPartitions() throws {
        let image = try TemporaryImage(size: 16 << 20)
        let logical = (0..<55).map { "start=\(1000 + $0 * 50), size=\(10 + $0 % 30)" }
        try image.judge("sfdisk", "-q", input: (["label: dos", "start=900, type=5"] + logical).joined(separator: "\n"))
        #expect(try image.table().partitions.count == 56)
        try expectSame(image)
    }

    /// Deleting a logical partition makes the chain go round it.
    @Test func aChainWithALinkTakenOut() throws {
        let image = try TemporaryImage(size: 16 << 20)
        try image.judge(
            "sfdisk", "-q",
            input: "label: dos\nstart=900, type=5\nstart=1000, size=10\nstart=2000, size=10\nstart=3000, size=9")
        let result = try #require(Command("sfdisk")).run(["-q", "--delete", image.path, "5"])
        #expect(result.status == 0)
        #expect(try image.table().partitions.map(\.number) == [1, 5, 6])
        try expectSame(image)
    }

    @Test(.enabled(if: Command.isThere("sgdisk"), "needs sgdisk")) func sgdisksTables() throws {
        let image = try TemporaryImage(size: 16 << 20)
        try image.judge("sgdisk", "-S", "200", "-n", "150:0:+1M", "-c", "150:日本語 🦀", "-A", "150:set:2", "-n", "2:0:0")
        #expect(try image.table().entries == 200)
        try expectSame(image)
        try image.judge("sgdisk", "-j", "40", "-h", "2")
        #expect(try image.table().condition == .sound, "with the array moved and a hybrid MBR")
    }

    @Test(.enabled(if: Command.isThere("parted"), "needs parted"), arguments: ["gpt", "msdos"])
    func partedsTables(kind: String) throws {
        let image = try TemporaryImage(size: 16 << 20)
        var words = ["-s", image.path, "mklabel", kind, "mkpart", kind == "gpt" ? "first" : "primary", "1MiB", "2MiB"]
        if kind == "msdos" {
            words += [
                "mkpart", "extended", "3MiB", "100%", "mkpart", "logical", "4MiB", "5MiB", "mkpart", "logical", "7MiB",
                "9MiB",
            ]
        }
        let result = try #require(Command("parted")).run(words)
        #expect(result.status == 0, "\(result.output)")
        try expectSame(image)
    }

    @Test func aZeroedFirstSectorHidesNoTable() throws {
        let image = try TemporaryImage(size: 16 << 20)
        try image.judge("sfdisk", "-q", input: "label: gpt\nsize=1M")
        try image.write([UInt8](repeating: 0, count: 512), at: 0)
        #expect(
            image.scan().reading
                == .damaged("there is a GPT with a valid header, but no protective MBR in the first sector"))
    }

    @Test(.enabled(if: Command.isThere("mkfs.vfat"), "needs mkfs.vfat"), arguments: ["12", "16", "32"])
    func aFATIsNoTable(bits: String) throws {
        let image = try TemporaryImage(size: bits == "12" ? 2 << 20 : 64 << 20)
        try image.judge("mkfs.vfat", "-F", bits)
        #expect(image.scan().reading == .absent)
    }

    @Test func aSliceIsReadFromItsOffset() throws {
        let image = try TemporaryImage(size: 16 << 20)
        try image.change(to: Sample.table(.gpt, size: 16 << 20), from: nil)
        let outer = try TemporaryImage(size: 20 << 20)
        try outer.write(try image.bytes, at: 1 << 20)
        let source = ByteSource(descriptor: outer.descriptor, offset: .mebibyte, size: ByteCount(16 << 20))
        #expect(TableReader.read(source, sectorSizes: SectorSize.all).table?.condition == .sound)
    }
}
