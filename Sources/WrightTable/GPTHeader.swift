// SPDX-License-Identifier: MIT

import WrightModel

/// A GPT header whose checksum is right (UEFI specification, section 5.3.2).
///
/// Positions are logical block addresses.
struct GPTHeader {
    let location: UInt64
    let alternate: UInt64
    let firstUsable: UInt64
    let lastUsable: UInt64
    let disk: GUID
    let entriesLocation: UInt64
    let entryCount: Int
    let entrySize: Int
    let entriesChecksum: UInt32

    /// "EFI PART", the first eight bytes.
    static let signature: UInt64 = 0x5452_4150_2049_4645
    private static let entryArrayLimit = 4 << 20

    /// Reads the header out of its whole sector, which begins with the signature.
    init(sector: [UInt8]) throws(GPTFault) {
        let size = Int(sector.number32(at: 12))
        guard (92...sector.count).contains(size) else { throw GPTFault("gives \(size) bytes as its own length") }
        guard GPTHeader.checksum(of: sector, size: size) == sector.number32(at: 16) else {
            throw GPTFault("fails its checksum")
        }
        let revision = sector.number32(at: 8)
        guard revision >> 16 == 1 else { throw GPTFault("has the unknown revision 0x\(eightDigits(revision))") }
        location = sector.number64(at: 24)
        alternate = sector.number64(at: 32)
        firstUsable = sector.number64(at: 40)
        lastUsable = sector.number64(at: 48)
        disk = sector.guid(at: 56)
        entriesLocation = sector.number64(at: 72)
        entryCount = Int(sector.number32(at: 80))
        entrySize = Int(sector.number32(at: 84))
        entriesChecksum = sector.number32(at: 88)
    }

    /// The checksum over the first `size` bytes, with zeroes in place of the checksum itself.
    static func checksum(of sector: [UInt8], size: Int) -> UInt32 {
        var check = CRC32()
        check.update(sector[0..<16])
        check.update([0, 0, 0, 0])
        check.update(sector[20..<size])
        return check.value
    }

    var isPrimary: Bool { location == 1 }
    /// The length of the entry array in bytes; `check` bounds it.
    var entriesLength: Int { entryCount * entrySize }

    /// The blocks of the entry array; `check` bounds them.
    func entryBlocks(of sectorSize: SectorSize) -> Range<UInt64> {
        let sector = Int(sectorSize.count.bytes)
        return entriesLocation..<(entriesLocation + UInt64((entriesLength + sector - 1) / sector))
    }

    /// The area for partitions, in bytes; `check` bounds it.
    func usable(in sectorSize: SectorSize) -> Extent { sectorSize.extent(of: firstUsable..<(lastUsable + 1)) }

    /// Checks that the header, read from block `found`, makes sense on a device whose last block is `lastBlock`.
    func check(found: UInt64, lastBlock: UInt64, sectorSize: SectorSize) throws(GPTFault) {
        guard location == found else { throw GPTFault("says that it belongs in sector \(location)") }
        guard firstUsable <= lastUsable, firstUsable > 1 else { throw GPTFault("gives an impossible usable area") }
        guard lastUsable < lastBlock, alternate <= lastBlock else {
            throw GPTFault("describes a larger device: this one ends with sector \(lastBlock)")
        }
        let usable = firstUsable...lastUsable
        guard !usable.contains(location), isPrimary ? alternate > lastUsable : alternate == 1 else {
            throw GPTFault("puts a header into the usable area")
        }
        guard entrySize >= 128, entrySize % 128 == 0, (1...TableGeometry.gptEntryLimit).contains(entryCount),
            entriesLength <= GPTHeader.entryArrayLimit
        else { throw GPTFault("gives \(entryCount) entries of \(entrySize) bytes") }
        guard (2...lastBlock).contains(entriesLocation) else { throw GPTFault("misplaces the entries") }
        let entries = entryBlocks(of: sectorSize)
        guard entries.upperBound <= lastBlock + 1, !entries.overlaps(Range(usable)), !entries.contains(location) else {
            throw GPTFault("misplaces the entries")
        }
    }

    /// Whether another header describes the same table.
    func says(theSameAs other: GPTHeader) -> Bool {
        (disk, firstUsable, lastUsable, entriesChecksum) == (
            other.disk, other.firstUsable, other.lastUsable, other.entriesChecksum
        ) && (entryCount, entrySize) == (other.entryCount, other.entrySize)
    }
}

/// What is wrong with one copy of a GPT: the predicate of a sentence about it.
struct GPTFault: Error {
    let predicate: String
    init(_ predicate: String) { self.predicate = predicate }
}
