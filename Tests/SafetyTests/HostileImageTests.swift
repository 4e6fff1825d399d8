// SPDX-License-Identifier: MIT

import Glibc
import TestSupport
import Testing
import WrightFdisk
import WrightModel
import WrightTable

/// Images that nobody vouches for, observed with libblkid, planned for and written by libfdisk: nothing crashes, and not a
/// byte is written of what was not understood.
///
/// `LOOPWRIGHT_MUTATIONS=100000` makes up that many.
@Suite(.serialized, .enabled(if: geteuid() == 0, "needs root"), .enabled(if: Machine.has("sfdisk"), "needs sfdisk"))
struct HostileImageTests {
    private static let size = 192 << 10

    /// What sfdisk makes of a script, and the size of the sectors.
    static let bases: [(script: String, sector: Int)] = [
        ("label: gpt\nfirst-lba: 34\nstart=64, size=32, name=one\nsize=32\nsize=32, name=two\n", 512),
        ("label: gpt\ntable-length: 4\nfirst-lba: 34\nstart=64, size=32, name=one\nsize=32, name=two\n", 512),
        ("label: gpt\nfirst-lba: 6\nstart=8, size=8, name=one\nstart=16, size=8, name=two\n", 4096),
        ("label: dos\nstart=63, size=20, type=83\nstart=100, size=20, bootable\n", 512),
        ("label: dos\nstart=63, size=20\nstart=100, size=200, type=5\nstart=110, size=20\nstart=150, size=20\n", 512),
    ]

    /// What is wanted of them.
    static let wishes = [
        "partitions: [{name: one}, {name: more, size: 16KiB}], align: 4KiB",
        "partitions: [{name: one}, {name: more, size: rest}], align: 4KiB",
        "partitions: [{name: more, size: 16KiB}], align: 4KiB, size: 256KiB",
        "partitions: [{name: one, number: 1}, {name: two, number: 2}]",
        "partitions: [{name: more, size: 16KiB}], align: 4KiB, table: mbr", "size: 256KiB", "table: gpt",
        "table: none",
    ]

    @Test func noImageIsTakenForWhatItIsNot() throws {
        let image = try DiskImage(size: Self.size)
        let bases = try Self.bases.map { try made($0.script, $0.sector, image) }
        let stores = try Self.wishes.map { try ImageStore(image, $0) }
        var (understood, written) = (0, 0)
        let rounds = Rounds.count(usual: 3000)
        for round in 0..<rounds {
            var random = SeededGenerator(seed: UInt64(round))
            let base = Int.random(in: bases.indices, using: &random)
            var bytes = bases[base]
            var mutator = ImageMutator(random: random, sector: Self.bases[base].sector)
            mutator.mutate(&bytes)
            try image.hold(bytes)
            let outcome = try play(stores[round % stores.count], bytes, "round \(round)")
            understood += outcome.isUnderstood ? 1 : 0
            written += outcome.isWritten ? 1 : 0
        }
        Figure.note(rounds, "mutated images: \(understood) were understood, \(written) written to")
        #expect(understood > rounds / 4 && written > rounds / 8, "some of the mutations are harmless")
        #expect(understood < rounds, "some of the mutations are not")
    }

    private func made(_ script: String, _ sector: Int, _ image: DiskImage) throws -> [UInt8] {
        try image.hold([UInt8](repeating: 0, count: Self.size))
        // sfdisk counts in 512 bytes on a file; a loop has it count otherwise.
        guard sector != 512 else {
            let outcome = try #require(Command.run(["sfdisk", "--quiet", image.path], input: script))
            try #require(outcome.status == 0, "\(outcome.words)")
            return try image.bytes
        }
        let store = try ImageStore(
            image,
            "sector-size: \(sector), align: 4KiB, partitions: [{name: one, size: 32KiB}, {name: two, size: 32KiB}]")
        try store.perform(try store.plan())
        return try image.bytes
    }

    private func play(
        _ store: ImageStore, _ bytes: [UInt8], _ round: Comment
    ) throws -> (isUnderstood: Bool, isWritten: Bool) {
        let observed = try store.observe()
        let contents = try #require(observed.contents)
        let plan = store.plan(of: observed)
        guard let change = plan.tableChange else { return (contents.table.table != nil, false) }
        let isKnown = change.before.map { $0 == contents.table.table || $0 == contents.damage?.table }
        let isBlank = !bytes.contains { $0 != 0 }
        #expect(isKnown ?? isBlank, "\(round): \(contents.table)")
        #expect(contents.signatures.isEmpty, "\(round)")
        do {
            try store.perform(plan)
        } catch {
            let after = try store.image.bytes
            let isUntouched = after.holds(bytes, at: 0)
            #expect(isUntouched, "\(round): \(error)")
            return (true, false)
        }
        let after = try store.image.bytes
        let strays = strays(from: bytes, to: after, in: store.image.scan(change.after.sectorSize).regions)
        #expect(strays.isEmpty, "\(round): \(strays.prefix(5))")
        for partition in change.before?.partitions ?? [] where partition.role != .extended {
            let extent = Int(partition.extent.start.bytes)..<Int(partition.extent.end.bytes)
            let isIntact = after.holds(bytes[extent], at: extent.lowerBound)
            #expect(isIntact, "\(round): partition \(partition.number)")
        }
        #expect(try store.plan().imageSteps.isEmpty, "\(round)")
        return (true, true)
    }

    /// The first bytes of sectors that were changed and are none of the table's.
    private func strays(from before: [UInt8], to after: [UInt8], in regions: [TableRegion]) -> [Int] {
        stride(from: 0, to: min(before.count, after.count), by: 512).filter { start in
            let end = min(start + 512, before.count, after.count)
            guard !after.holds(before[start..<end], at: start) else { return false }
            return !regions.contains { Int($0.extent.start.bytes) <= start && start < Int($0.extent.end.bytes) }
        }
    }
}
