// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightTable

@Suite struct GPTReadingTests {
    @Test(arguments: [512, 1024, 2048, 4096])
    func everyFieldComesBack(sector: Int) throws {
        var gpt = GPTImage(blocks: 600, sector: sector)
        gpt.entries = [
            .init(number: 128, first: 100, last: 199, attributes: 0x8000_0000_0000_0005, name: Array("späť 🦀".utf16)),
            .init(number: 3, first: 200, last: 200, type: Sample.guid(4), identifier: Sample.guid(5)),
        ]
        let table = try #require(gpt.image.read().table)
        let unit = Int64(sector)
        #expect(table.kind == .gpt)
        #expect(table.identifier == .gpt(gpt.disk))
        #expect(table.sectorSize.count.bytes == unit)
        #expect(table.entries == 128)
        #expect(table.condition == .sound)
        #expect(
            table.usable
                == TableGeometry.usable(
                    kind: .gpt, deviceSize: ByteCount(600 * unit), sectorSize: table.sectorSize, entries: 128))
        #expect(
            table.partitions == [
                TablePartition(
                    number: 3, extent: Extent(start: ByteCount(200 * unit), length: ByteCount(unit)),
                    type: .gpt(Sample.guid(4)), identifier: .gpt(Sample.guid(5))),
                TablePartition(
                    number: 128, extent: Extent(start: ByteCount(100 * unit), length: ByteCount(100 * unit)),
                    type: .gpt(Sample.linux), identifier: .gpt(Sample.guid(9)), label: "späť 🦀",
                    attributes: [.required, .legacyBoot, .noAuto]),
            ])
    }

    @Test(arguments: [255, 256])
    func asManyPartitionsAsTheKernelShowsAndOneMore(count: Int) throws {
        var gpt = GPTImage(count: 256)
        gpt.entries = (1...count).map {
            .init(number: $0, first: UInt64(100 + $0), last: UInt64(100 + $0), identifier: Sample.guid(UInt8($0 % 256)))
        }
        let table = try #require(gpt.image.read().table)
        #expect(table.partitions.map(\.number) == Array(1...count))
        #expect(table.entries == 256)
        #expect(table.usable.start == ByteCount(66 * 512))
    }

    @Test func largeEntriesAndALongHeaderAreRead() throws {
        var gpt = GPTImage(count: 20, entrySize: 256, headerSize: 512)
        gpt.entries = [.init(number: 20, first: 100, last: 199)]
        let table = try #require(gpt.image.read().table)
        #expect(table.partitions.map(\.number) == [20])
        #expect(table.condition == .sound)
    }

    @Test func aSectorThatIsNotWholeAtTheEndIsLeftOut() throws {
        var image = GPTImage().image
        image.bytes += [UInt8](repeating: 0, count: 511)
        #expect(image.read().table?.condition == .sound)
    }

    @Test func aHybridRecordIsStillAGPT() throws {
        var image = GPTImage().image
        image[0] = MBRImage.record([.init(start: 100, count: 10), .init(type: 0xee, start: 1, count: 99)])
        #expect(image.read().table?.kind == .gpt)
    }

    @Test func everyByteOfTheTableIsInTheChecksum() throws {
        var gpt = GPTImage(count: 8)
        gpt.entries = [.init(number: 1, first: 100, last: 199)]
        let image = gpt.image
        let scan = TableReader.scan(image.source, sectorSizes: [.bytes512])
        let checksum = try #require(scan.reading.table?.checksum)
        #expect(scan.regions.map(\.extent.start.bytes) == [0, 512, 1024, 2045 * 512, 2047 * 512])
        #expect(scan.regions.map(\.extent.length.bytes) == [512, 512, 1024, 1024, 512])
        for region in scan.regions {
            // One bit at the end of each piece: boot code, padding and the fields of unused entries count too.
            var other = image
            let place = region.part == .bootRecord ? 100 : Int(region.extent.end.bytes) - 1
            other.bytes[place] ^= 1
            #expect(other.read().table?.checksum != checksum, "\(region)")
        }
    }

    /// Of nine entries the array's last sector is not full, and no checksum of a header stands for the rest of it.
    @Test func theEndOfTheLastSectorOfTheEntriesIsInTheChecksum() throws {
        let image = GPTImage(count: 9).image
        let table = try #require(image.read().table)
        for place in [1024 + 9 * 128, 5 * 512 - 1, 2047 * 512 - 1] {
            var other = image
            other.bytes[place] ^= 1
            let changed = try #require(other.read().table)
            #expect(changed.condition == .sound && changed.checksum != table.checksum, "\(place)")
        }
    }

    /// Arrays that differ are not taken for the same because one header gives both the same checksum.
    @Test(arguments: [(2, TableCondition.primaryDamaged), (2015, .backupDamaged)])
    func eachArrayIsHeldToItsChecksum(block: Int, condition: TableCondition) throws {
        var image = GPTImage(entries: [.init(number: 1, first: 100, last: 199)]).image
        let table = try #require(image.read().table)
        for place in [0, 7, 8, 16383] {
            var other = image
            other.bytes[block * 512 + place] ^= 0x80
            #expect(other.read().table?.condition == condition, "\(place)")
            #expect(other.read().table?.checksum != table.checksum)
        }
        image.zero(block..<(block + 32))
        #expect(image.read().table?.condition == condition)
    }

    /// A table is read in two pieces, one at either end; a bad sector beside it is no trouble.
    @Test(arguments: [(512, 2), (4096, 2)]) func whatIsAdjacentIsReadAtOnce(sector: Int, count: Int) throws {
        let image = GPTImage(blocks: 600, sector: sector, entries: [.init(number: 1, first: 100, last: 199)]).image
        var reads: [Range<Int64>] = []
        var bad: Int64 = .max
        let source = ByteSource(size: ByteCount(Int64(image.bytes.count))) { offset, count throws(ReadFailure) in
            reads.append(offset..<(offset + Int64(count)))
            if reads.last?.contains(bad) == true { throw ReadFailure("Input/output error (pread)") }
            return Array(image.bytes[Int(offset)..<(Int(offset) + count)])
        }
        let sizes = SectorSize.all.sorted { one, _ in one.count.bytes == Int64(sector) }
        let table = try #require(TableReader.read(source, sectorSizes: sizes).table)
        #expect(reads.count == count)
        bad = 60 * Int64(sector)
        #expect(TableReader.read(source, sectorSizes: sizes).table == table)
        bad = 1
        #expect(TableReader.read(source, sectorSizes: sizes) == .unreadable("Input/output error (pread)"))
        bad = 2 * Int64(sector)
        #expect(TableReader.read(source, sectorSizes: sizes) == .unreadable("Input/output error (pread)"))
    }

    @Test func unreadableBytesAreSaidToBe() {
        let source = ByteSource(size: .mebibyte) { _, _ throws(ReadFailure) in
            throw ReadFailure("Input/output error (pread)")
        }
        #expect(TableReader.read(source, sectorSizes: SectorSize.all) == .unreadable("Input/output error (pread)"))
    }

    @Test(arguments: [0, 1, 511, 512, 1024, 4096])
    func smallAndEmptyDevicesHaveNoTable(size: Int) {
        let source = ByteSource([UInt8](repeating: 0, count: size))
        #expect(TableReader.read(source, sectorSizes: SectorSize.all) == .absent)
        #expect(TableReader.read(source, sectorSizes: []) == .absent)
    }

    @Test func labelsWithHalfASurrogateAreMended() {
        var gpt = GPTImage()
        gpt.entries = [.init(number: 1, first: 100, last: 199, name: [0x41, 0xd83e, 0x42, 0xdd80])]
        #expect(gpt.image.read().table?.partitions.first?.label == "A\u{fffd}B\u{fffd}")
        gpt.entries[0].name = [UInt16](repeating: 0x7a, count: 36)
        #expect(gpt.image.read().table?.partitions.first?.label == String(repeating: "z", count: 36))
        gpt.entries[0].name = [0x41, 0, 0x42]
        #expect(gpt.image.read().table?.partitions.first?.label == "A")
    }

    @Test func labelsGoThereAndBack() {
        for text in ["", "plain", "e\u{301}", "🦀🦀", String(repeating: "🦀", count: 18)] {
            #expect(
                GPTLabel.bytes(of: text).map { GPTLabel.text(of: $0[...]) }?.utf16.elementsEqual(text.utf16) == true)
        }
        #expect(GPTLabel.bytes(of: String(repeating: "🦀", count: 18) + "x") == nil)
        #expect(GPTLabel.bytes(of: "a\0b") == nil)
    }
}
