// SPDX-License-Identifier: MIT

import WrightModel

/// Looks for both copies of a GPT on a device with the given sector size.
struct GPTReader {
    /// Holds afterwards what was read.
    private(set) var source: ByteSource
    let sectorSize: SectorSize
    let lastBlock: UInt64

    /// Nil where the device has no room for a protective MBR and a header.
    init?(source: ByteSource, sectorSize: SectorSize) {
        let blocks = source.size / sectorSize.count
        guard blocks >= 2 else { return nil }
        self.source = source
        self.sectorSize = sectorSize
        lastBlock = UInt64(blocks) - 1
    }

    /// The first copy, and the backup from where the first says it is, else from the end of the device.
    mutating func copies() throws(TableFault) -> GPTCopies {
        let primary = try copy(at: 1)
        let alternate = primary.header?.alternate ?? lastBlock
        let place = (2...max(2, lastBlock)).contains(alternate) ? alternate : lastBlock
        holdBackup(at: place, like: primary.copy?.header)
        return GPTCopies(
            primary: primary, backup: try copy(at: place, besides: primary.copy), backupBlock: place,
            sectorSize: sectorSize, lastBlock: lastBlock)
    }

    /// Reads the entries, which usually lie in front of the backup header, together with it.
    ///
    /// Where nothing tells their length it is the end of the device, where headers in sectors of any size would be.
    private mutating func holdBackup(at block: UInt64, like header: GPTHeader?) {
        guard let header else {
            let length = min(source.size, .kibibyte * 8)
            return source.hold(Extent(start: source.size - length, length: length))
        }
        let length = UInt64(header.entryBlocks(of: sectorSize).count)
        source.hold(sectorSize.extent(of: (block - min(length, block))..<(block + 1)))
    }

    /// - Parameter other: a valid copy, whose entries have been checked.
    private func copy(at block: UInt64, besides other: GPTCopy? = nil) throws(TableFault) -> GPTCopyReading {
        guard let sector = try source.bytes(sectorSize.extent(of: block..<(block + 1))),
            sector.number64(at: 0) == GPTHeader.signature
        else { return .missing }
        let header: GPTHeader
        do {
            header = try GPTHeader(sector: sector)
        } catch {
            return .invalid(error, header: nil)
        }
        do {
            try header.check(found: block, lastBlock: lastBlock, sectorSize: sectorSize)
        } catch {
            return .invalid(error, header: header)
        }
        let start = sectorSize.extent(of: header.entryBlocks(of: sectorSize)).start
        let extent = Extent(start: start, length: ByteCount(Int64(header.entriesLength)))
        guard let entries = try source.bytes(extent) else {
            return .invalid(GPTFault("has entries that do not lie on the device"), header: header)
        }
        let copy = GPTCopy(header: header, entries: entries)
        let isRight =
            other.map { $0.vouches(for: copy) } ?? false || CRC32.checksum(of: entries) == header.entriesChecksum
        return isRight ? .valid(copy) : .outOfStep(copy)
    }
}

/// A header with the entries behind it.
struct GPTCopy {
    let header: GPTHeader
    let entries: [UInt8]

    /// Whether the entries of another copy are the same and have the same checksum, which is right for these.
    func vouches(for other: GPTCopy) -> Bool {
        header.entriesChecksum == other.header.entriesChecksum && entries.isSame(as: other.entries)
    }
}

/// What one copy of a GPT was found to be.
enum GPTCopyReading {
    /// The sector does not begin with a header's signature.
    case missing
    /// Something is wrong; the header is there where its own checksum is right.
    case invalid(GPTFault, header: GPTHeader?)
    /// The header is right, and the entries are not those that it vouches for.
    case outOfStep(GPTCopy)
    case valid(GPTCopy)

    var copy: GPTCopy? {
        if case .valid(let copy) = self { copy } else { nil }
    }

    /// The copy as it was written, valid or not.
    var written: GPTCopy? {
        switch self {
        case .missing, .invalid: nil
        case .outOfStep(let copy), .valid(let copy): copy
        }
    }

    var header: GPTHeader? {
        switch self {
        case .missing: nil
        case .invalid(_, let header): header
        case .outOfStep(let copy), .valid(let copy): copy.header
        }
    }

    var predicate: String {
        switch self {
        case .missing: "is missing"
        case .invalid(let fault, _): fault.predicate
        case .outOfStep: "has entries that fail their checksum"
        case .valid: "is valid"
        }
    }
}

extension SectorSize {
    /// The bytes of a range of blocks that lies on a device, whose size in bytes fits 63 bits.
    func extent(of blocks: Range<UInt64>) -> Extent {
        Extent(from: count * Int64(blocks.lowerBound), to: count * Int64(blocks.upperBound))
    }
}
