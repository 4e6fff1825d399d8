// SPDX-License-Identifier: MIT

import Testing
import WrightFdisk
import WrightModel
import WrightTable

/// Changes of tables that sfdisk or sgdisk made: what is not named stays, byte for byte.
@Suite(.enabled(if: Command.isThere("sfdisk", "sgdisk"), "needs sfdisk and sgdisk"))
struct AmendTests {
    /// An image full of noise with a table that carries what libfdisk has no name for.
    private func strangeImage() throws -> TemporaryImage {
        let image = try TemporaryImage(size: 4 << 20)
        try image.write(Self.strangeBytes.get(), at: 0)
        return image
    }

    /// Made once: sgdisk calls sync(2) whenever it has written.
    private static let strangeBytes = Result {
        let image = try TemporaryImage(size: 4 << 20)
        let noise = (0..<(1 << 16)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 9) }
        for place in 0..<64 { try image.write(noise, at: Int64(place) << 16) }
        try image.write([UInt8](repeating: 0, count: 17_408 - 440), at: 440)
        try image.write([UInt8](repeating: 0, count: 16_896), at: (4 << 20) - 16_896)
        try image.judge(
            "sgdisk", "-a", "1", "-n", "3:40:99", "-c", "3:späť 🦀", "-t", "3:12345678-1234-1234-1234-123456789abc",
            "-A", "3:set:17", "-A", "3:set:62", "-n", "1:100:199")
        return try image.bytes
    }

    /// Where two images differ, in sectors.
    private func differences(_ before: [UInt8], _ image: TemporaryImage) throws -> Set<Int> {
        let after = try image.bytes
        return Set(
            stride(from: 0, to: before.count, by: 512).filter { before[$0..<($0 + 512)] != after[$0..<($0 + 512)] }
                .map { $0 / 512 })
    }

    @Test func anAdditionLeavesEverythingElse() throws {
        let image = try strangeImage()
        let bytes = try image.bytes
        let before = try image.table()
        var after = before
        after.partitions.insert(Sample.gpt(2, 2048, 1000, label: "added"), at: 1)
        after.partitions.append(Sample.gpt(10, 4000, 33, attributes: PartitionAttributes(rawValue: 1 << 40)))
        let written = try image.change(to: after, from: before)
        #expect(written.partitions == after.partitions)
        #expect(written.checksum != before.checksum)
        // Two headers and, of each array, the sectors of entries 2 (the first) and 10 (the third).
        #expect(try differences(bytes, image) == [1, 2, 4, 8159, 8161, 8191])
        #expect(try image.judge("sgdisk", "-v").contains("No problems found"))
        #expect(try image.read(0, 440) == Array(bytes[0..<440]))
    }

    /// libfdisk searches for free sectors beyond the last one that such an entry names, in this one for ever.
    @Test(arguments: [UInt64.max, 4000]) func whatUnusedEntriesHoldIsNotBelieved(last: UInt64) throws {
        let image = try strangeImage()
        for (header, entries) in [(1, 2), (8191, 8159)] {
            var array = try image.read(Int64(entries) * 512, 32 * 512)
            let field = 9 * 128 + 40
            for byte in 0..<8 { array[field + byte] = UInt8(truncatingIfNeeded: last >> (8 * byte)) }
            var copy = GPTRewriting(header: try image.read(Int64(header) * 512, 512), entries: array)
            let isSealed = copy.setLabels([:])
            try #require(isSealed)
            try image.write(copy.header, at: Int64(header) * 512)
            try image.write(copy.entries, at: Int64(entries) * 512)
        }
        let before = try image.table()
        var after = before
        after.partitions.append(Sample.gpt(12, 2048, 1000, label: "added"))
        #expect(try image.change(to: after, from: before).partitions == after.partitions)
        #expect(try image.judge("sgdisk", "-v").contains("No problems found"))
    }

    /// libfdisk takes an entry without sectors for a second extended partition, and gives the process up over its free ones.
    @Test(arguments: [5, 15]) func anEntryWithoutSectorsIsNoPartition(type: UInt8) throws {
        let image = try TemporaryImage(size: 4 << 20)
        try image.judge("sfdisk", "-q", input: "label: dos\nstart=63, size=20, type=83\nstart=100, size=200, type=5")
        try image.write([type], at: 446 + 2 * 16 + 4)
        let before = try image.table()
        var after = before
        after.partitions[0].extent = Extent(start: .sysfsSector * 63, length: .sysfsSector * 30)
        #expect(try image.change(to: after, from: before).partitions == after.partitions)
    }

    @Test func nothingToChangeWritesNothing() throws {
        let image = try strangeImage()
        let bytes = try image.bytes
        let before = try image.table()
        #expect(try image.change(to: before, from: before) == before)
        #expect(try image.bytes == bytes)
    }

    @Test func everyPropertyOfAPartitionMayChange() throws {
        let image = try strangeImage()
        let before = try image.table()
        var after = before
        after.partitions[0].label = "e\u{301}"
        after.partitions[0].attributes = [.readOnly]
        after.partitions[0].identifier = .gpt(Sample.guid(77))
        after.partitions[0].type = .gpt(Sample.guid(78))
        after.partitions[0].extent.length = ByteCount(200 * 512)
        try image.change(to: after, from: before)
        #expect(try image.table().partitions == after.partitions)
        // To Swift these two are equal texts, and in the table they are not the same name.
        let composed = try image.table()
        after.partitions[0].label = "é"
        let written = try image.change(to: after, from: composed)
        #expect(written.checksum != composed.checksum)
        #expect(written.partitions[0].label.utf16.count == 1)
    }

    @Test func removalZeroesTheEntryAlone() throws {
        let image = try strangeImage()
        let before = try image.table()
        var after = before
        after.partitions.removeFirst()
        try image.change(to: after, from: before)
        #expect(try image.read(1024, 128) == [UInt8](repeating: 0, count: 128))
        #expect(try image.table().partitions == after.partitions)
        after.partitions[0].extent.length = ByteCount(512)
        try image.change(to: after, from: try image.table())
        #expect(try image.table().partitions[0].extent.length == ByteCount(512), "shrunk")
    }

    @Test func theIdentifierAndTheNumberOfEntriesMayChange() throws {
        let image = try strangeImage()
        let before = try image.table()
        var after = before
        after.identifier = .gpt(Sample.guid(99))
        after.entries = 132
        after.usable = try #require(
            TableGeometry.usable(kind: .gpt, deviceSize: ByteCount(4 << 20), sectorSize: .bytes512, entries: 132))
        try image.change(to: after, from: before)
        #expect(try image.judge("sgdisk", "-v").contains("No problems found"))
        #expect(try image.table().entries == 132)
    }

    @Test func aGrownImageGetsItsBackupAtTheEnd() throws {
        let image = try strangeImage()
        try image.resize(8 << 20)
        let before = try image.table()
        #expect(before.condition == .backupMisplaced)
        var after = before
        after.usable = try #require(
            TableGeometry.usable(kind: .gpt, deviceSize: ByteCount(8 << 20), sectorSize: .bytes512, entries: 128))
        after.partitions.append(Sample.gpt(4, 8192, 4096, label: "in the new room"))
        #expect(try image.change(to: after, from: before).condition == .sound)
        #expect(try image.judge("sgdisk", "-v").contains("No problems found"))
        try image.judge("sfdisk", "--verify")
    }

    @Test(arguments: [true, false]) func aDamagedCopyIsMadeAnew(primary: Bool) throws {
        let image = try strangeImage()
        try image.write([UInt8](repeating: 0, count: 512), at: primary ? 512 : (4 << 20) - 512)
        let before = try image.table()
        #expect(before.condition == (primary ? .primaryDamaged : .backupDamaged))
        #expect(try image.change(to: before, from: before).condition == .sound)
        #expect(try image.judge("sgdisk", "-v").contains("No problems found"))
    }

    /// Cut off after any of its writes, a change has left the old table or the new one.
    @Test(arguments: ["sound", "primaryDamaged", "backupMisplaced"]) func everyPrefixOfTheWritesReads(state: String)
        throws
    {
        let image = try strangeImage()
        if state == "primaryDamaged" { try image.write([0], at: 1024) }
        if state == "backupMisplaced" { try image.resize(6 << 20) }
        let old = try image.bytes
        let before = try image.table()
        var after = before
        if state == "backupMisplaced" {
            after.usable = try #require(
                TableGeometry.usable(kind: .gpt, deviceSize: ByteCount(6 << 20), sectorSize: .bytes512, entries: 128))
        }
        after.partitions.append(Sample.gpt(9, 2048, 1000))
        let whole = try image.change(to: after, from: before)
        let order = TableWriter.order(of: TableChange(before: before, after: after))
        let regions = image.scan().regions
        let cutOff = try TemporaryImage(size: Int64(old.count))
        try cutOff.write(old, at: 0)
        for part in order {
            let found = try cutOff.table().partitions
            #expect(found == before.partitions || found == after.partitions, "before \(part)")
            for region in regions where region.part == part {
                try cutOff.write(
                    try image.read(region.extent.start.bytes, Int(region.extent.length.bytes)),
                    at: region.extent.start.bytes)
            }
        }
        #expect(try cutOff.table() == whole)
    }

    private static let logical = """
        label: dos
        label-id: 0xfeed0001
        start=63, size=100, type=83, bootable
        start=1001, size=3000, type=5
        start=1010, size=100, type=83
        start=1200, size=101, type=82
        start=6001, size=77, type=7
        """

    @Test func anMBRWithLogicalPartitionsTakesAPrimary() throws {
        let image = try TemporaryImage(size: 4 << 20)
        try image.write((0..<440).map { UInt8(truncatingIfNeeded: $0) }, at: 0)
        try image.judge("sfdisk", "-q", input: Self.logical)
        let bytes = try image.bytes
        let before = try image.table()
        var after = before
        after.partitions.insert(Sample.mbr(4, 5001, 999), at: 3)
        after.partitions[0].attributes = []
        after.partitions[0].type = .mbr(0xef)
        after.partitions[0].extent.length = ByteCount(200 * 512)
        let written = try image.change(to: after, from: before)
        #expect(written.partitions == after.partitions)
        #expect(try differences(bytes, image) == [0])
        #expect(try image.read(0, 440) == Array(bytes[0..<440]))
        let dump = try SfdiskDump(image.judge("sfdisk", "--dump"), path: image.path)
        #expect(dump.partitions == after.dumped)
    }

    @Test func theIdentifierOfAnMBRMayChange() throws {
        let image = try TemporaryImage(size: 4 << 20)
        try image.judge("sfdisk", "-q", input: Self.logical)
        let before = try image.table()
        var after = before
        after.identifier = .mbr(0x0000_00a7)
        for index in after.partitions.indices {
            after.partitions[index].identifier = .mbr(disk: 0xa7, number: after.partitions[index].number)
        }
        #expect(try image.change(to: after, from: before).partitions == after.partitions)
        #expect(try image.judge("sfdisk", "--disk-id") == "0x000000a7\n")
    }

    @Test func theExtendedPartitionGoesWithItsLogicalOnes() throws {
        let image = try TemporaryImage(size: 4 << 20)
        try image.judge("sfdisk", "-q", input: Self.logical)
        let before = try image.table()
        var after = before
        after.partitions.removeAll { $0.role != .primary }
        #expect(try image.change(to: after, from: before).partitions == after.partitions)
    }
}
