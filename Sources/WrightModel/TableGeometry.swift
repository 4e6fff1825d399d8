// SPDX-License-Identifier: MIT

/// Where a partition table lies on a device, and what it leaves for partitions.
package enum TableGeometry {
    /// The size of a GPT entry in a table that is made: 128 bytes.
    package static let gptEntrySize: Int64 = 128
    /// The most entries that a table is made with or read from.
    package static let gptEntryLimit = 32768
    /// The number of entries of a GPT where nothing else is asked for.
    package static let gptUsualEntries = 128
    /// The room for the name of a GPT partition, in UTF-16 units.
    package static let gptLabelUnits = 36
    /// The number of primary entries in an MBR.
    package static let mbrEntries = 4
    /// The number of sectors an MBR can address: its fields are 32 bits wide.
    package static let mbrSectorLimit: Int64 = 1 << 32

    /// The length of a GPT's entry array in whole sectors; nil unless `entries` is from 1 to `gptEntryLimit`.
    package static func entryArrayLength(entries: Int, sectorSize: SectorSize) -> ByteCount? {
        guard (1...gptEntryLimit).contains(entries) else { return nil }
        return ByteCount(Int64(entries) * gptEntrySize).roundedUp(to: sectorSize.count)
    }

    /// The area that a table newly made on such a device leaves for partitions; nil where the device is too small.
    ///
    /// In front of it a GPT has the protective MBR, its header and its entry array, and behind it the second array and
    /// the second header. An MBR has one sector in front, and cannot address more than 2^32 sectors.
    package static func usable(
        kind: TableKind, deviceSize: ByteCount, sectorSize: SectorSize, entries: Int
    ) -> Extent? {
        let sector = sectorSize.count
        let end = deviceSize.roundedDown(to: sector)
        switch kind {
        case .gpt:
            guard let array = entryArrayLength(entries: entries, sectorSize: sectorSize) else { return nil }
            return area(from: sector + sector + array, to: end - array - sector)
        case .mbr:
            return area(from: sector, to: min(end, sector * mbrSectorLimit))
        }
    }

    private static func area(from start: ByteCount, to end: ByteCount) -> Extent? {
        start < end ? Extent(from: start, to: end) : nil
    }
}
