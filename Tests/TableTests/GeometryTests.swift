// SPDX-License-Identifier: MIT

import Testing
import WrightModel

@Suite struct GeometryTests {
    private func usable(_ kind: TableKind, sectors: Int64, sector: SectorSize = .bytes512, entries: Int = 128)
        -> [Int64]
    {
        TableGeometry.usable(
            kind: kind, deviceSize: ByteCount(sectors * sector.count.bytes), sectorSize: sector, entries: entries
        ).map { [$0.start / sector.count, $0.end / sector.count] } ?? []
    }

    @Test func aGPTLeavesWhatLiesBetweenItsArrays() {
        #expect(usable(.gpt, sectors: 2048) == [34, 2015])
        #expect(usable(.gpt, sectors: 2048, entries: 256) == [66, 1983])
        #expect(usable(.gpt, sectors: 2048, entries: 1) == [3, 2046])
        #expect(usable(.gpt, sectors: 2048, sector: .bytes4096) == [6, 2043])
        #expect(usable(.gpt, sectors: 2048, sector: .bytes4096, entries: 33) == [4, 2045])
    }

    @Test func aDeviceThatIsTooSmallHasNoRoom() {
        #expect(usable(.gpt, sectors: 67) == [])
        #expect(usable(.gpt, sectors: 68) == [34, 35])
        #expect(usable(.mbr, sectors: 1) == [])
        #expect(usable(.mbr, sectors: 2) == [1, 2])
        #expect(usable(.gpt, sectors: 0) == [])
    }

    @Test func anMBREndsWithItsFields() {
        #expect(usable(.mbr, sectors: 1 << 40) == [1, 1 << 32])
        #expect(usable(.mbr, sectors: 1 << 40, sector: .bytes4096) == [1, 1 << 32])
    }

    @Test(arguments: [0, -1, 32769, .max]) func impossibleCountsOfEntriesHaveNoArray(entries: Int) {
        #expect(TableGeometry.entryArrayLength(entries: entries, sectorSize: .bytes512) == nil)
        #expect(usable(.gpt, sectors: 1 << 30, entries: entries) == [])
    }
}
