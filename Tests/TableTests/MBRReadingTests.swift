// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightTable

@Suite struct MBRReadingTests {
    private func partition(
        _ number: Int, _ start: Int64, _ count: Int64, type: UInt8, role: TablePartition.Role = .primary,
        attributes: PartitionAttributes = [], sector: Int64 = 512
    ) -> TablePartition {
        TablePartition(
            number: number, extent: Extent(start: ByteCount(start * sector), length: ByteCount(count * sector)),
            type: .mbr(type), identifier: .mbr(disk: 0x1234_5678, number: number), attributes: attributes, role: role)
    }

    @Test func primariesKeepTheirNumbersAndFlags() throws {
        var image = Image(blocks: 4096)
        image[0] = MBRImage.record([
            .init(status: 0x80, type: 0x0c, start: 1, count: 62), .init(start: 0, count: 0),
            .init(type: 0, start: 3000, count: 1096), .init(start: 64, count: 1),
        ])
        let table = try #require(image.read().table)
        #expect(table.identifier == .mbr(0x1234_5678))
        #expect(table.entries == 4)
        #expect(table.usable == Extent(from: ByteCount(512), to: ByteCount(4096 * 512)))
        #expect(
            table.partitions == [
                partition(1, 1, 62, type: 0x0c, attributes: .active), partition(3, 3000, 1096, type: 0),
                partition(4, 64, 1, type: 0x83),
            ])
    }

    @Test func theTableCountsInTheFirstSectorSize() throws {
        var image = Image(blocks: 1024, sector: 4096)
        image[0] = MBRImage.record([.init(start: 1, count: 1023)])
        let table = try #require(image.read([.bytes4096]).table)
        #expect(table.partitions == [partition(1, 1, 1023, type: 0x83, sector: 4096)])
        #expect(table.usable.start == ByteCount(4096))
    }

    @Test func logicalPartitionsTellWhatTheTableCountsIn() throws {
        var image = Image(blocks: 1024, sector: 4096)
        image[0] = MBRImage.record([.init(start: 1, count: 9), .init(type: 0x05, start: 100, count: 900)])
        #expect(image.read(SectorSize.all).table?.sectorSize == .bytes512)
        image[100] = MBRImage.record([])
        #expect(image.read(SectorSize.all).table?.sectorSize == .bytes512)
        image[100] = MBRImage.record([.init(start: 10, count: 50)])
        let table = try #require(image.read(SectorSize.all).table)
        #expect(table.sectorSize == .bytes4096)
        #expect(
            table.partitions == [
                partition(1, 1, 9, type: 0x83, sector: 4096),
                partition(2, 100, 900, type: 0x05, role: .extended, sector: 4096),
                partition(5, 110, 50, type: 0x83, role: .logical, sector: 4096),
            ])
    }

    @Test func logicalPartitionsAreNumberedAlongTheChain() throws {
        let scan = TableReader.scan(MBRImage.logical.source, sectorSizes: SectorSize.all)
        let table = try #require(scan.reading.table)
        #expect(
            table.partitions == [
                partition(1, 64, 100, type: 0x0c, attributes: .active),
                partition(2, 1000, 2000, type: 0x05, role: .extended),
                partition(5, 1010, 50, type: 0x83, role: .logical),
                partition(6, 1501, 100, type: 0x82, role: .logical),
                partition(7, 1363, 100, type: 0x07, role: .logical),
            ])
        #expect(scan.regions.map { $0.extent.start.bytes / 512 } == [0, 1000, 1500, 1300])
    }

    @Test func anEBRWithoutAPartitionTakesNoNumber() {
        var image = MBRImage.logical
        image[1500] = MBRImage.record([.init(start: 0, count: 0), .init(type: 0x05, start: 300, count: 200)])
        #expect(image.read().table?.partitions.map(\.number) == [1, 2, 5, 6])
    }

    @Test func anExtendedPartitionWithoutEBRIsEmpty() {
        var image = MBRImage.logical
        image.zero(1000..<1001)
        #expect(image.read().table?.partitions.map(\.number) == [1, 2])
    }

    @Test func everyEBRIsInTheChecksum() {
        let before = MBRImage.logical.read().table?.checksum
        for block in [0, 1000, 1300, 1500] {
            var image = MBRImage.logical
            image.bytes[block * 512 + 17] ^= 1
            #expect(image.read().table?.checksum != before)
        }
    }

    /// A record put into the disk with logical partitions, and what is then said of it.
    @Test(
        arguments: [
            (0, [(0x83, 0, 100)], "partition 1 of the MBR does not lie on the device"),
            (0, [(0x83, 4000, 97)], "partition 1 of the MBR does not lie on the device"),
            (0, [(0x83, UInt32.max, UInt32.max)], "partition 1 of the MBR does not lie on the device"),
            (0, [(0x83, 64, 100), (0x83, 163, 10)], "partitions 1 and 2 overlap"),
            (0, [(0x05, 1000, 10), (0x0f, 2000, 10)], "partitions 1 and 2 of the MBR are both extended"),
            (1000, [(0x83, 1, 10), (0x05, 2500, 1)], "leads out of partition 2"),
            (1000, [(0x83, 1, 10), (0x05, UInt32.max, 1)], "leads out of partition 2"),
            (1000, [(0x83, 1, 10), (0x05, 0, 10)], "leads out of partition 2"),
            (1000, [(0x83, 1, 10), (0x05, 700, 10)], "breaks off at sector 1700"),
            (1000, [(0x83, 1, 10), (0x83, 20, 10)], "the EBR in sector 1000 has more than one partition or link"),
            (1000, [(0x05, 500, 10), (0x05, 300, 10)], "the EBR in sector 1000 has more than one partition or link"),
            (1300, [(0x83, 1, 10), (0x05, 500, 10)], "the chain of logical partitions does not end"),
            (1300, [(0x83, 1, 10), (0x05, 300, 10)], "the chain of logical partitions does not end"),
            (1300, [(0x83, 1, 2000)], "partition 7 of the MBR lies outside of partition 2"),
            (1300, [(0x83, UInt32.max, 1)], "partition 7 of the MBR lies outside of partition 2"),
            (1300, [(0x83, 200, 10)], "overlap"), (1300, [(0x83, 0, 10)], "overlap"),
        ] as [(Int, [(UInt8, UInt32, UInt32)], String)])
    func absurdRecordsAreDamage(block: Int, entries: [(UInt8, UInt32, UInt32)], clause: String) throws {
        var image = MBRImage.logical
        image[block] = MBRImage.record(entries.map { .init(type: $0.0, start: $0.1, count: $0.2) })
        #expect(try #require(image.read().sentence).contains(clause))
    }

    @Test func anEmptyMBRIsATable() throws {
        var image = Image(blocks: 64)
        image[0] = MBRImage.record([], signature: 7)
        let table = try #require(image.read().table)
        #expect(table.identifier == .mbr(7))
        #expect(table.partitions.isEmpty)
        image.bytes.replaceSubrange(512..<520, with: "LABELONE".utf8)
        #expect(image.read() == .absent, "boot code in front of an LVM label")
    }
}
