// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightModel
import WrightTable

/// Tables that chance has changed: a reading always comes back, and what it calls a table is one.
@Suite struct MutationTests {
    /// A generator of xorshift's family, so that a failure can be had again from its seed.
    struct Chance: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    private static let bases: [Image] = {
        var gpt = GPTImage(blocks: 256, count: 16)
        gpt.entries = (1...5).map { .init(number: $0 * 3, first: UInt64($0 * 20), last: UInt64($0 * 20 + 15)) }
        var large = GPTImage(blocks: 64, sector: 4096, count: 16)
        large.entries = [.init(number: 1, first: 10, last: 40)]
        return [gpt.image, large.image, MBRImage.logical]
    }()

    @Test(arguments: 0..<8) func whatIsReadOfAMutatedTableIsATable(seed: Int) {
        var chance = Chance(state: 0x9e37_79b9_7f4a_7c15 &* UInt64(seed + 1))
        var tables = 0
        let rounds = Rounds.count(usual: 3200) / 8
        for round in 0..<rounds {
            var image = MutationTests.bases[round % MutationTests.bases.count]
            mutate(&image, &chance)
            guard let table = image.read().table else { continue }
            tables += 1
            check(table, of: image, "seed \(seed), round \(round)")
        }
        Figure.note(rounds, "mutated tables: \(tables) were read")
        #expect((rounds / 8..<rounds).contains(tables), "some of the mutations are harmless, and some are not")
    }

    /// A few bytes that matter, then right checksums, so that the checks behind them are reached.
    private func mutate(_ image: inout Image, _ chance: inout Chance) {
        let fields = [0..<image.sector, image.sector..<(2 * image.sector), (2 * image.sector)..<(4 * image.sector)]
        for _ in 0..<Int.random(in: 1...4, using: &chance) {
            let range =
                Bool.random(using: &chance) ? 0..<image.bytes.count : fields.randomElement(using: &chance) ?? 0..<1
            let place = Int.random(in: range, using: &chance)
            image.bytes[place] =
                [0, 1, 0x7f, 0xff, .random(in: 0...255, using: &chance)].randomElement(using: &chance) ?? 0
        }
        if Int.random(in: 0..<8, using: &chance) == 0 {
            image.resize(blocks: Int.random(in: 1...(image.blocks + 64), using: &chance))
        }
        if Bool.random(using: &chance) { mendChecksums(&image) }
    }

    private func mendChecksums(_ image: inout Image) {
        for block in [1, image.blocks - 1] where (1..<image.blocks).contains(block) {
            var header = image[block]
            let length = Int(header.number32(at: 80) % 4096) * Int(header.number32(at: 84) % 4096)
            let start = Int(truncatingIfNeeded: header.number64(at: 72)).multipliedReportingOverflow(by: image.sector)
            if !start.overflow, start.partialValue >= 0, start.partialValue < image.bytes.count, length < 1 << 16 {
                let end = min(start.partialValue + length, image.bytes.count)
                header.put(bitwiseCRC(Array(image.bytes[start.partialValue..<end])), at: 88)
            }
            let size = Int(header.number32(at: 12))
            guard (92...header.count).contains(size) else { continue }
            header.put(UInt32(0), at: 16)
            header.put(bitwiseCRC(Array(header[0..<size])), at: 16)
            image[block] = header
        }
    }

    private func check(_ table: PartitionTable, of image: Image, _ what: Comment) {
        let device = Extent(start: .zero, length: ByteCount(Int64(image.bytes.count)))
        let numbers = table.partitions.map(\.number)
        #expect(device.contains(table.usable), what)
        #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }, what)
        #expect(numbers.allSatisfy { (1...max(table.entries, 5 + 256)).contains($0) }, what)
        for partition in table.partitions {
            #expect(table.usable.contains(partition.extent) && partition.extent.length > .zero, what)
            #expect(partition.extent.start.isMultiple(of: table.sectorSize.count), what)
            for other in table.partitions where other.number < partition.number {
                let nested = other.role == .extended && partition.role == .logical
                #expect(nested || !other.extent.overlaps(partition.extent), what)
            }
        }
    }
}
