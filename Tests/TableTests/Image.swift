// SPDX-License-Identifier: MIT

import WrightModel
import WrightTable

/// A device in memory that counts in blocks of its own sector size.
struct Image {
    var bytes: [UInt8]
    let sector: Int

    init(blocks: Int, sector: Int = 512) {
        bytes = [UInt8](repeating: 0, count: blocks * sector)
        self.sector = sector
    }

    var blocks: Int { bytes.count / sector }

    var source: ByteSource { ByteSource(bytes) }

    func read(_ sectorSizes: [SectorSize] = SectorSize.all) -> TableReading {
        TableReader.read(source, sectorSizes: sectorSizes)
    }

    subscript(block: Int) -> [UInt8] {
        get { Array(bytes[(block * sector)..<((block + 1) * sector)]) }
        set { bytes.replaceSubrange((block * sector)..<(block * sector + newValue.count), with: newValue) }
    }

    mutating func zero(_ blocks: Range<Int>) {
        let range = (blocks.lowerBound * sector)..<(blocks.upperBound * sector)
        bytes.replaceSubrange(range, with: [UInt8](repeating: 0, count: range.count))
    }

    mutating func resize(blocks: Int) {
        bytes =
            Array(bytes.prefix(blocks * sector)) + [UInt8](repeating: 0, count: max(0, blocks - self.blocks) * sector)
    }
}

extension ByteSource {
    init(_ bytes: [UInt8]) {
        self.init(size: ByteCount(Int64(bytes.count))) { offset, count throws(ReadFailure) in
            Array(bytes[min(Int(offset), bytes.count)..<min(Int(offset) + count, bytes.count)])
        }
    }
}

extension TableReading {
    var sentence: String? {
        switch self {
        case .damaged(let sentence), .unreadable(let sentence): sentence
        case .absent, .present: nil
        }
    }
}

/// The checksum of IEEE 802.3 once more, bit by bit, so that what is read is not judged by what reads it.
func bitwiseCRC(_ bytes: [UInt8]) -> UInt32 {
    var register = UInt32.max
    for byte in bytes {
        register ^= UInt32(byte)
        for _ in 0..<8 { register = register >> 1 ^ (register & 1 == 1 ? 0xedb8_8320 : 0) }
    }
    return ~register
}
