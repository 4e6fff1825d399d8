// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightModel
import WrightTable

@testable import WrightFdisk

/// A GPT that is composed is, byte for byte, what libfdisk makes of the same request.
@Suite struct CompositionTests {
    @Test(arguments: 0..<8) func whatIsComposedIsWhatLibfdiskMakes(seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        for round in 0..<max(1, Rounds.count(usual: 48) / 8) {
            let request = Request(&chance)
            let composed = try #require(
                GPTComposition(request.table, deviceSize: request.size, bootCode: request.first), "\(request)")
            let isAsMade = try composed.pieces.isSame(as: request.made)
            #expect(isAsMade, "seed \(seed), round \(round): \(request)")
            let source = ByteSource.zeros(size: request.size).overlaid(with: composed.pieces)
            let read = try #require(TableReader.read(source, sectorSizes: [request.table.sectorSize]).table)
            #expect(read.discrepancy(from: request.table) == nil && read.condition == .sound, "\(request)")
        }
    }

    /// An image that is made has the same bytes as one that was there and gets a table.
    @Test(arguments: TableKind.allCases) func aDraftIsFilledWithTheSame(kind: TableKind) throws {
        let size: Int64 = 8 << 20
        var wanted = Sample.table(kind, size: size)
        wanted.partitions = [kind == .gpt ? Sample.gpt(1, 2048, 2048, label: "🦀") : Sample.mbr(1, 2048, 2048)]
        let (draft, image) = (try TemporaryImage(size: size), try TemporaryImage(size: size))
        try image.change(to: wanted, from: nil)
        try TableWriter.fill(draft.descriptor, with: TableChange(before: nil, after: wanted), name: draft.path)
        let isSame = try draft.bytes == image.bytes
        #expect(isSame)
        wanted.partitions[0].extent.length = ByteCount(size)
        let failure = #expect(throws: TableFailure.self) {
            try TableWriter.fill(draft.descriptor, with: TableChange(before: nil, after: wanted), name: "it")
        }
        #expect(failure?.description.contains("'it': partition 1 does not lie in the usable area") == true)
    }

    @Test func whatHasNoRoomIsNotComposed() {
        let wanted = Sample.table(.gpt, size: 4 << 20)
        #expect(GPTComposition(wanted, deviceSize: ByteCount(4 << 20)) != nil)
        #expect(GPTComposition(wanted, deviceSize: ByteCount((4 << 20) - 512)) == nil)
        #expect(GPTComposition(Sample.table(.mbr, size: 4 << 20), deviceSize: ByteCount(4 << 20)) == nil)
        for edit: (inout PartitionTable) -> Void in [
            { $0.entries = 132 }, { $0.entries = 0 }, { $0.entries = .max }, { $0.usable.start = ByteCount(33 * 512) },
            { $0.usable.length = .zero }, { $0.partitions = [Sample.gpt(129, 100, 1)] },
            { $0.partitions = [Sample.gpt(0, 100, 1)] },
            { $0.partitions = [Sample.gpt(1, 100, 1, label: String(repeating: "x", count: 37))] },
            { $0.partitions = [Sample.mbr(1, 100, 1)] },
        ] {
            var table = wanted
            edit(&table)
            #expect(GPTComposition(table, deviceSize: ByteCount(4 << 20)) == nil)
        }
    }
}

/// A GPT to be made on a device, by chance.
private struct Request: CustomStringConvertible {
    let table: PartitionTable
    let size: ByteCount
    /// The first sector of the device.
    let first: [UInt8]

    init(_ chance: inout SeededGenerator) {
        let sectorSize = chance.pick(SectorSize.all)
        let sector = sectorSize.count.bytes
        let entries = chance.pick([128, 256, 1, 4, 127, 200, 1000, .random(in: 1...4096, using: &chance)])
        let array = (Int64(entries) * 128 + sector - 1) / sector
        // Beyond 2^32 sectors the protective MBR cannot tell the size.
        let most: Int64 = chance.pick([600, 1 << 20, 1 << 33])
        let blocks = 2 * array + 3 + Int64.random(in: 1...most, using: &chance)
        size = ByteCount(blocks * sector + .random(in: 0..<sector, using: &chance))
        let room = (2 + array)..<(blocks - 1 - array)
        let isWhole = Bool.random(using: &chance)
        let start = isWhole ? room.lowerBound : .random(in: room, using: &chance)
        let end = isWhole ? room.upperBound : .random(in: (start + 1)...room.upperBound, using: &chance)
        func unit(_ count: Int64) -> ByteCount { sectorSize.count * count }
        table = PartitionTable(
            kind: .gpt, identifier: .gpt(.random(&chance)), sectorSize: sectorSize, entries: entries,
            usable: Extent(from: unit(start), to: unit(end)),
            partitions: Request.partitions(start..<end, sectorSize, entries, &chance), checksum: 0)
        let isBlank = Bool.random(using: &chance)
        first = (0..<sector).map { isBlank || $0 >= 440 ? 0 : UInt8(truncatingIfNeeded: $0 &* 7) }
    }

    /// Up to 255, one behind the other, under any of the numbers.
    private static func partitions(
        _ room: Range<Int64>, _ sectorSize: SectorSize, _ entries: Int, _ chance: inout SeededGenerator
    ) -> [TablePartition] {
        let most = min(255, entries, room.count)
        let count = chance.pick([0, min(1, most), most, .random(in: 0...most, using: &chance)])
        let step = Int64(room.count / max(1, count))
        let cuts = (0...count).map { room.lowerBound + step * Int64($0) }
        let numbers = (1...entries).shuffled(using: &chance).prefix(count).sorted()
        return zip(numbers, zip(cuts, cuts.dropFirst())).map { number, place in
            TablePartition(
                number: number,
                extent: Extent(from: sectorSize.count * place.0, to: sectorSize.count * place.1),
                type: .gpt(.random(&chance)), identifier: .gpt(.random(&chance)), label: label(&chance),
                attributes: PartitionAttributes(rawValue: Bool.random(using: &chance) ? 0 : chance.next()))
        }
    }

    private static func label(_ chance: inout SeededGenerator) -> String {
        let letters = Array("aZ0 \"\\'é\u{301}späť中𝄞🦀\u{ffff}\u{1}")
        let text = String((0..<Int.random(in: 0...36, using: &chance)).map { _ in chance.pick(letters) })
        return text.utf16.count <= 36 ? text : String(decoding: text.utf16.prefix(1), as: UTF16.self)
    }

    /// What libfdisk makes of it.
    var made: [TablePiece] {
        get throws {
            let region = TableRegion(.bootRecord, Extent(start: .zero, length: table.sectorSize.count))
            return try StagedTable.perform(
                TableChange(before: nil, after: table), on: [TablePiece(region, first)], size: size, name: "it")
        }
    }

    var description: String {
        "\(size.bytes) bytes in sectors of \(table.sectorSize.count.bytes), \(table.partitions.count) of \(table.entries)"
    }
}

extension GUID {
    fileprivate static func random(_ chance: inout SeededGenerator) -> GUID {
        GUID(high: chance.next(), low: chance.next() | 1)
    }
}
