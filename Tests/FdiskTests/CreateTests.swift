// SPDX-License-Identifier: MIT

import Testing
import WrightFdisk
import WrightModel
import WrightTable

/// Tables made on blank images, judged by sfdisk, fdisk, sgdisk and blkid.
@Suite(.enabled(if: Command.isThere("sfdisk", "fdisk", "sgdisk", "blkid"), "needs sfdisk, fdisk, sgdisk and blkid"))
struct CreateTests {
    private func expectSound(_ image: TemporaryImage, _ table: PartitionTable) throws {
        try image.judge("sfdisk", "--verify")
        if table.kind == .gpt { #expect(try image.judge("sgdisk", "-v").contains("No problems found")) }
        let dump = try SfdiskDump(image.judge("sfdisk", "--dump"), path: image.path)
        #expect(dump.partitions == table.dumped)
        let blkid = try image.judge("blkid", "-p", "-o", "value", "-s", "PTUUID")
        #expect(blkid == table.identifier.description + "\n")
    }

    @Test func everyFieldOfAGPTIsAsWanted() throws {
        let image = try TemporaryImage(size: 64 << 20)
        var wanted = Sample.table(.gpt, size: 64 << 20)
        wanted.partitions = [
            Sample.gpt(1, 2048, 2048, label: "EFI System Partition", attributes: [.required, .noBlockIO]),
            Sample.gpt(
                7, 34, 1, label: "späť 🦀, \"e\u{301}\"", attributes: [.legacyBoot, .growFileSystem, .readOnly, .noAuto]),
            Sample.gpt(128, 4097, 126_942, label: String(repeating: "🦀", count: 18)),
        ]
        let written = try image.change(to: wanted, from: nil)
        #expect(written.condition == .sound)
        #expect(written.partitions == wanted.partitions)
        #expect(written == (try image.table()))
        try expectSound(image, wanted)
    }

    /// No sfdisk of today takes a sector size for an image, but fdisk does.
    @Test(arguments: [SectorSize.bytes512, .bytes4096], [TableKind.gpt, .mbr])
    func sectorsOfEitherSize(sectorSize: SectorSize, kind: TableKind) throws {
        let image = try TemporaryImage(size: 32 << 20)
        var wanted = Sample.table(kind, size: 32 << 20, sectorSize: sectorSize)
        let unit = sectorSize.count.bytes
        wanted.partitions =
            kind == .gpt
            ? [Sample.gpt(1, 256, 1000, label: "one", sector: unit), Sample.gpt(2, 1256, 1, label: "二", sector: unit)]
            : [
                Sample.mbr(2, 256, 1000, sector: unit),
                Sample.mbr(4, 1, 100, type: 0xef, attributes: .active, sector: unit),
            ]
        try image.change(to: wanted, from: nil)
        let words = try image.judge("fdisk", "-b", "\(unit)", input: "O\n\(image.notes)\nv\nq\n")
        #expect(kind == .mbr || words.contains("No errors detected."))
        let dump = try SfdiskDump(#require(Command("cat")).run([image.notes]).output, path: image.path)
        #expect(dump.partitions == wanted.dumped)
        if unit == 512 { try expectSound(image, wanted) }
    }

    @Test(arguments: [SectorSize.bytes512, .bytes4096]) func twoHundredFiftyFivePartitions(sectorSize: SectorSize)
        throws
    {
        let unit = sectorSize.count.bytes
        let image = try TemporaryImage(size: 4096 * unit)
        var wanted = Sample.table(.gpt, size: 4096 * unit, sectorSize: sectorSize, entries: 256)
        wanted.partitions = (1...255).map { Sample.gpt($0, 100 + Int64($0) * 3, 3, label: "part \($0)", sector: unit) }
        try image.change(to: wanted, from: nil)
        #expect(try image.table(sectorSize).partitions == wanted.partitions)
        if unit == 512 { try expectSound(image, wanted) }
    }

    @Test(arguments: [1, 4, 127, 200, 1000]) func exactlyTheEntriesWanted(count: Int) throws {
        let image = try TemporaryImage(size: 8 << 20)
        let wanted = Sample.table(.gpt, size: 8 << 20, entries: count)
        let written = try image.change(to: wanted, from: nil)
        #expect(written.entries == count)
        #expect(written.usable == wanted.usable)
        try image.judge("sfdisk", "--verify")
    }

    @Test func aUsableAreaOtherThanTheLibrarysOwn() throws {
        let image = try TemporaryImage(size: 8 << 20)
        var wanted = Sample.table(.gpt, size: 8 << 20)
        wanted.usable = Extent(from: .mebibyte, to: ByteCount(7 << 20))
        wanted.partitions = [Sample.gpt(1, 2048, 6 * 2048)]
        try image.change(to: wanted, from: nil)
        try expectSound(image, wanted)
    }

    @Test func anMBRKeepsBootCodeAndTakesFourPartitions() throws {
        let image = try TemporaryImage(size: 8 << 20)
        let code = (0..<440).map { UInt8(truncatingIfNeeded: $0) }
        try image.write(code, at: 0)
        var wanted = Sample.table(.mbr, size: 8 << 20)
        wanted.partitions = [
            Sample.mbr(1, 10_000, 6384), Sample.mbr(2, 1, 1), Sample.mbr(3, 2, 61, type: 0xef, attributes: .active),
            Sample.mbr(4, 5000, 5000, type: 0x82),
        ]
        try image.change(to: wanted, from: nil)
        #expect(try image.read(0, 440) == code)
        try expectSound(image, wanted)
    }

    @Test func anEmptyTableIsWritten() throws {
        for kind in TableKind.allCases {
            let image = try TemporaryImage(size: 8 << 20)
            let wanted = Sample.table(kind, size: 8 << 20)
            #expect(try image.change(to: wanted, from: nil).partitions.isEmpty)
        }
    }

    @Test func aTableOfTenTebibytesNeedsNoRoom() throws {
        let size: Int64 = 10 << 40
        let image = try TemporaryImage(size: size)
        var wanted = Sample.table(.gpt, size: size)
        wanted.partitions = [Sample.gpt(1, 2048, (9 << 40) / 512)]
        try image.change(to: wanted, from: nil)
        try expectSound(image, wanted)
    }

    /// Cut off after any of its writes, a creation is completed by the same creation.
    @Test func aCreationThatWasCutOffIsCompleted() throws {
        let size: Int64 = 4 << 20
        let whole = try TemporaryImage(size: size)
        var wanted = Sample.table(.gpt, size: size)
        wanted.partitions = [Sample.gpt(1, 2048, 2048, label: "data")]
        let change = TableChange(before: nil, after: wanted)
        let written = try whole.change(to: wanted, from: nil)
        let order = TableWriter.order(of: change)
        for count in 0..<order.count {
            let image = try TemporaryImage(size: size)
            for region in whole.scan().regions where order.prefix(count).contains(region.part) {
                try image.write(
                    try whole.read(region.extent.start.bytes, Int(region.extent.length.bytes)),
                    at: region.extent.start.bytes)
            }
            #expect(try image.change(to: wanted, from: nil) == written, "after \(count) pieces")
        }
    }
}
