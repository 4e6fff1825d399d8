// SPDX-License-Identifier: MIT

import TestSupport
import WrightModel

/// Partition tables as strangers make them: odd sectors, gaps, numbers, labels, types and attributes.
struct RandomTables {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// A table, and the size of the device that it is on.
    mutating func next() -> (table: PartitionTable, size: ByteCount) { random.chance(60) ? gpt() : mbr() }

    private mutating func gpt() -> (PartitionTable, ByteCount) {
        let sector = random.pick(SectorSize.all)
        let entries = random.pick([1, 4, 32, 128, 128, 128, 200, 256, 1024])
        let first =
            (TableGeometry.entryArrayLength(entries: entries, sectorSize: sector) ?? .mebibyte) + sector.count * 2
        let numbers = distinctNumbers(upTo: entries)
        let extents = extents(count: numbers.count, from: first, sector: sector)
        let identifiers = numbers.map { _ in guid() }
        let partitions = zip(numbers, zip(extents, identifiers)).map { number, rest in
            TablePartition(
                number: number, extent: rest.0, type: gptType(), identifier: .gpt(random.chance(3) ? .zero : rest.1),
                label: label(), attributes: gptAttributes())
        }
        let end = (extents.last?.end ?? first) + sector.count * Int64.random(in: 1...5000, using: &random)
        let size = end + first + ByteCount.mebibyte.roundedUp(to: sector.count)
        let table = PartitionTable(
            kind: .gpt, identifier: .gpt(random.chance(5) ? .zero : guid()), sectorSize: sector, entries: entries,
            usable: Extent(from: first, to: end), partitions: shared(partitions),
            condition: random.pick(
                [.sound, .sound, .sound, .backupMisplaced, .primaryDamaged, .backupDamaged, .copiesDiffer]),
            checksum: UInt32.random(in: 1...UInt32.max, using: &random))
        return (table, size)
    }

    private mutating func mbr() -> (PartitionTable, ByteCount) {
        let sector = random.pick([SectorSize.bytes512, .bytes512, .bytes4096])
        let signature = random.chance(5) ? 0 : UInt32.random(in: 1...UInt32.max, using: &random)
        let primaries = distinctNumbers(upTo: TableGeometry.mbrEntries)
        var partitions = zip(primaries, extents(count: primaries.count, from: sector.count * 63, sector: sector)).map {
            mbrPartition($0, $1, signature, .primary)
        }
        if let last = partitions.indices.last, random.chance(30) {
            partitions[last].role = .extended
            partitions[last].type = .mbr(random.pick([0x05, 0x0f, 0x85]))
            partitions[last].extent.length = sector.count * 100_000
            let inside = extents(
                count: Int.random(in: 0...6, using: &random), from: partitions[last].extent.start + sector.count * 2,
                sector: sector, longest: 2000)
            partitions += inside.enumerated().map { mbrPartition(5 + $0, $1, signature, .logical) }
        }
        let size = (partitions.map(\.extent.end).max() ?? .mebibyte) + .mebibyte
        let table = PartitionTable(
            kind: .mbr, identifier: .mbr(signature), sectorSize: sector, entries: TableGeometry.mbrEntries,
            usable: Extent(from: sector.count, to: size.roundedDown(to: sector.count)),
            partitions: partitions.sorted { $0.number < $1.number },
            checksum: UInt32.random(in: 1...UInt32.max, using: &random))
        return (table, size.roundedUp(to: sector.count))
    }

    private mutating func mbrPartition(
        _ number: Int, _ extent: Extent, _ signature: UInt32, _ role: TablePartition.Role
    ) -> TablePartition {
        let types: [UInt8] = [
            0x83, 0x82, 0x0c, 0x07, 0xef, 0xa5, 0x01, 0xff, UInt8.random(in: 1...0xed, using: &random),
        ]
        // A primary entry of type 0xee would make a GPT of it.
        let type = PartitionType.mbr(random.pick(types + (role == .logical ? [0xee] : [])))
        return TablePartition(
            number: number, extent: extent, type: type.isExtended ? .mbr(0x83) : type,
            identifier: .mbr(disk: signature, number: number), attributes: random.chance(30) ? .active : [], role: role)
    }

    /// Extents one behind the other, with and without gaps, in whole sectors.
    private mutating func extents(count: Int, from start: ByteCount, sector: SectorSize, longest: Int64 = 20_000)
        -> [Extent]
    {
        var cursor = start
        return (0..<count).map { _ in
            cursor = cursor + sector.count * (random.chance(50) ? 0 : Int64.random(in: 0...5000, using: &random))
            if random.chance(30) { cursor = cursor.roundedUp(to: .mebibyte) }
            let extent = Extent(start: cursor, length: sector.count * Int64.random(in: 1...longest, using: &random))
            cursor = extent.end
            return extent
        }
    }

    /// Some of the numbers of a table, in their order, for extents in their order; now and then the other way round.
    private mutating func distinctNumbers(upTo limit: Int) -> [Int] {
        let count = Int.random(in: 0...min(limit, 12), using: &random)
        let numbers = (0..<count).map { _ in Int.random(in: 1...limit, using: &random) }
        let distinct = Set(numbers).sorted()
        return random.chance(20) ? distinct.reversed() : distinct
    }

    /// Now and then two partitions with one identifier, as a careless copy leaves them.
    private mutating func shared(_ partitions: [TablePartition]) -> [TablePartition] {
        var partitions = partitions.sorted { $0.number < $1.number }
        if partitions.count > 1, random.chance(10) { partitions[1].identifier = partitions[0].identifier }
        return partitions
    }

    private mutating func gptType() -> PartitionType {
        guard random.chance(70) else { return .gpt(guid()) }
        return random.pick(PartitionTypeCatalogue.entries.compactMap { $0.gpt.map(PartitionType.gpt) })
    }

    private mutating func gptAttributes() -> PartitionAttributes {
        let named = PartitionAttributes.gptNames.filter { _ in random.chance(15) }.map(\.attribute)
        return PartitionAttributes(named).union(PartitionAttributes(rawValue: random.chance(10) ? 1 << 48 : 0))
    }

    private mutating func label() -> String {
        random.pick([
            "", "data", "data", "EFI System Partition", "disk", "part1", "größe", "写真 2026", "yes", "1", "a: b # c",
            "'\"\\", "-", "~", "tab\there", "\u{1b}[2J", "\u{202e}gpj", String(repeating: "x", count: 36),
            String(repeating: "🎵", count: 18), " lead and trail ", "\u{feff}", "\u{2028}",
        ])
    }

    private mutating func guid() -> GUID {
        GUID(bytes: (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }) ?? .zero
    }
}
