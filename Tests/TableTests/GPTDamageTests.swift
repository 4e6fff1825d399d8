// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightTable

@Suite struct GPTDamageTests {
    private var gpt: GPTImage {
        var gpt = GPTImage()
        gpt.entries = [.init(number: 1, first: 100, last: 199), .init(number: 2, first: 200, last: 299)]
        return gpt
    }

    /// A change of the image, and the condition that the table is then read in.
    struct Wound: Sendable, CustomTestStringConvertible {
        let name: String
        let condition: TableCondition
        let inflict: @Sendable (inout Image) -> Void
        var testDescription: String { name }
    }

    @Test(arguments: [
        Wound(name: "the header is gone", condition: .primaryDamaged) { $0.zero(1..<2) },
        Wound(name: "a bit of the header", condition: .primaryDamaged) { $0.bytes[512 + 60] ^= 1 },
        Wound(name: "a bit of the entries", condition: .primaryDamaged) { $0.bytes[1024 + 33] ^= 1 },
        Wound(name: "all but the first sector", condition: .primaryDamaged) { $0.zero(1..<34) },
        Wound(name: "the backup header is gone", condition: .backupDamaged) { $0.zero(2047..<2048) },
        Wound(name: "a bit of the backup entries", condition: .backupDamaged) { $0.bytes[2016 * 512] ^= 1 },
        Wound(name: "the device has grown", condition: .backupMisplaced) { $0.resize(blocks: 4096) },
        Wound(name: "it has grown by a sector", condition: .backupMisplaced) { $0.resize(blocks: 2049) },
        Wound(name: "it has grown and lost the backup", condition: .backupMisplaced) {
            $0.zero(2000..<2048)
            $0.resize(blocks: 4096)
        },
    ])
    func oneCopyIsEnough(wound: Wound) throws {
        var image = gpt.image
        wound.inflict(&image)
        let table = try #require(image.read().table)
        #expect(table.condition == wound.condition)
        #expect(table.partitions == gpt.image.read().table?.partitions)
    }

    @Test func aBackupThatSaysSomethingElseIsDamaged() throws {
        var image = gpt.image
        var other = gpt
        other.entries.removeLast()
        for block in 2015..<2048 { image[block] = other.image[block] }
        let table = try #require(image.read().table)
        #expect(table.condition == .copiesDiffer)
        #expect(table.partitions.count == 2)
        #expect(TableReader.scan(image.source, sectorSizes: [.bytes512]).damage == nil)
    }

    @Test func theAlternateOfAHeaderWithBrokenEntriesLeadsToTheBackup() throws {
        var image = gpt.image
        image.bytes[1024] ^= 1
        image.resize(blocks: 4096)
        #expect(image.read().table?.condition == .primaryDamaged)
    }

    @Test(arguments: [
        ("no first sector", 0..<1), ("no first sector and no header", 0..<2), ("nothing but the backup", 0..<1000),
        ("a header alone, with a right checksum", 0..<1),
    ])
    func aTableIsNeverHiddenByItsFirstSector(name: String, zeroed: Range<Int>) throws {
        var image = gpt.image
        image.zero(zeroed)
        if name.hasPrefix("a header alone") { image.zero(2..<2048) }
        #expect(try #require(image.read().sentence).contains("no protective MBR"))
    }

    @Test func anEmptyMBROverATableIsDamage() throws {
        var image = gpt.image
        image[0] = MBRImage.record([])
        #expect(try #require(image.read().sentence).contains("no protective MBR"))
        image[0] = MBRImage.record([.init(start: 100, count: 10)])
        #expect(image.read() == .damaged("there are both an MBR with partitions and a GPT with a valid header"))
    }

    @Test func anImageOverAnOldTableIsWhatItSays() {
        var image = gpt.image
        image.zero(1..<1000)
        image[0] = MBRImage.record([.init(start: 100, count: 10)])
        #expect(image.read().table?.kind == .mbr)
    }

    @Test func bothCopiesBrokenIsDamage() throws {
        var image = gpt.image
        image.bytes[512 + 60] ^= 1
        image.zero(2047..<2048)
        #expect(
            image.read()
                == .damaged(
                    "the first sector announces a GPT, and no copy of it is valid: the header fails its checksum, "
                        + "the backup header is missing"))
        image.zero(1..<2)
        #expect(image.read() == .damaged("the first sector announces a GPT, and there is none"))
    }

    @Test func aDeviceThatShrankIsDamaged() throws {
        var image = gpt.image
        image.resize(blocks: 1500)
        #expect(
            try #require(image.read().sentence).contains("describes a larger device: this one ends with sector 1499"))
        // The backup's place is off the device by one, and all partitions are on it still.
        image = gpt.image
        image.resize(blocks: 2047)
        #expect(try #require(image.read().sentence).contains("describes a larger device"))
    }

    /// A table that is wrong in its one copy, with right checksums.
    struct Nonsense: Sendable, CustomTestStringConvertible {
        let sentence: String
        let make: @Sendable (inout GPTImage) -> Void
        var testDescription: String { sentence }
    }

    @Test(arguments: [
        Nonsense(sentence: "has the unknown revision 0x00020000") { $0.revision = 0x20000 },
        Nonsense(sentence: "gives 91 bytes as its own length") { $0.headerSize = 91 },
        Nonsense(sentence: "gives 513 bytes as its own length") { $0.headerSize = 513 },
        Nonsense(sentence: "gives an impossible usable area") { $0.firstUsable = 1 },
        Nonsense(sentence: "gives an impossible usable area") { $0.lastUsable = 33 },
        Nonsense(sentence: "misplaces the entries") { $0.firstUsable = 33 },
        Nonsense(sentence: "describes a larger device") { $0.lastUsable = 2047 },
        Nonsense(sentence: "describes a larger device") { $0.lastUsable = .max },
        Nonsense(sentence: "puts a header into the usable area") { $0.alternate = 1000 },
        Nonsense(sentence: "gives 100 entries of 129 bytes") { ($0.count, $0.entrySize) = (100, 129) },
        Nonsense(sentence: "gives 100 entries of 64 bytes") { ($0.count, $0.entrySize) = (100, 64) },
        Nonsense(sentence: "gives 0 entries of 128 bytes") { ($0.count, $0.entries) = (0, []) },
        Nonsense(sentence: "partition 1 of the GPT ends before it starts") { $0.entries[0].last = 99 },
        Nonsense(sentence: "partition 1 of the GPT lies outside of the usable area") { $0.entries[0].first = 33 },
        Nonsense(sentence: "partition 2 of the GPT lies outside of the usable area") { $0.entries[1].last = .max },
        Nonsense(sentence: "partitions 1 and 2 overlap") { $0.entries[0].last = 200 },
    ])
    func nonsenseIsDamage(nonsense: Nonsense) throws {
        var gpt = gpt
        nonsense.make(&gpt)
        var image = gpt.image
        image.zero(2047..<2048)
        let sentence = try #require(image.read().sentence)
        #expect(sentence.contains(nonsense.sentence))
    }

    @Test func anEntryArrayOfMoreThanFourMebibytesIsRefused() throws {
        var gpt = GPTImage(blocks: 2048)
        (gpt.count, gpt.entrySize) = (4, 128)
        var image = gpt.image
        for (count, size) in [(32769, 128), (32768, 256), (1, 8 << 20), (Int(UInt32.max), Int(UInt32.max))] {
            var header = image[1]
            header.put(UInt32(truncatingIfNeeded: count), at: 80)
            header.put(UInt32(truncatingIfNeeded: size), at: 84)
            header.put(UInt32(0), at: 16)
            header.put(bitwiseCRC(Array(header[0..<92])), at: 16)
            image[1] = header
            image.zero(2047..<2048)
            #expect(try #require(image.read().sentence).contains("gives \(count) entries of \(size) bytes"))
        }
    }
}
