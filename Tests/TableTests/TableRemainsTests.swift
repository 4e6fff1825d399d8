// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightTable

/// What is told of a GPT besides the table that counts.
@Suite struct TableRemainsTests {
    private func remains(_ image: Image) -> TableRemains? {
        TableReader.scan(image.source, sectorSizes: SectorSize.all).remains
    }

    private var gpt: GPTImage {
        var gpt = GPTImage()
        gpt.entries = [.init(number: 1, first: 100, last: 199), .init(number: 2, first: 200, last: 299)]
        return gpt
    }

    @Test func aSoundTableLeavesNone() {
        #expect(remains(gpt.image) == nil)
        #expect(remains(Image(blocks: 2048)) == nil)
    }

    /// A creation cut off: the pieces that are there, by their blocks, and how many partitions are read.
    @Test(arguments: [
        ([2047..<2048], 0), ([2015..<2048], 2), ([2015..<2048, 1..<2], 0), ([2015..<2048, 1..<34], 2),
        ([2047..<2048, 2015..<2016], 2),
    ]) func everyPieceOfACreationTellsWhoseItIs(pieces: [Range<Int>], partitions: Int) throws {
        var image = Image(blocks: 2048)
        for block in pieces.joined() { image[block] = gpt.image[block] }
        let scan = TableReader.scan(image.source, sectorSizes: SectorSize.all)
        #expect(scan.reading.sentence?.contains("no protective MBR") == true)
        let remains = try #require(scan.remains)
        #expect(remains.identifier == .gpt(gpt.disk))
        #expect(remains.sectorSize == .bytes512)
        #expect(remains.entries == 128)
        #expect(remains.usable == gpt.image.read().table?.usable)
        #expect(remains.partitions == Array(gpt.image.read().table?.partitions.prefix(partitions) ?? []))
        let places = [1..<2, 2..<34, 2015..<2047, 2047..<2048]
        #expect(remains.sectors.map { Int($0.start.bytes / 512)..<Int($0.end.bytes / 512) } == places)
    }

    @Test func theCopyThatIsOutOfStepIsTold() throws {
        var other = gpt
        other.entries.removeLast()
        var image = gpt.image
        for block in 2015..<2047 { image[block] = other.image[block] }
        #expect(image.read().table?.condition == .backupDamaged)
        #expect(try #require(remains(image)).partitions.count == 1)
        image = gpt.image
        for block in 2..<34 { image[block] = other.image[block] }
        #expect(image.read().table?.condition == .primaryDamaged)
        #expect(try #require(remains(image)).partitions.count == 1)
    }

    @Test func nonsenseIsNotTold() throws {
        var image = gpt.image
        image.zero(2047..<2048)
        #expect(image.read().table?.condition == .backupDamaged && remains(image) == nil)
        image = gpt.image
        image.bytes[2015 * 512 + 40] = 0
        #expect(image.read().table?.condition == .backupDamaged && remains(image) == nil)
    }
}
