// SPDX-License-Identifier: MIT

import TestSupport
import WrightTable

/// Changes tables as chance, a faulty disk or an enemy would: in the places that mean something, and with right checksums
/// as often as not, so that what stands behind the checksums is reached.
struct ImageMutator {
    var random: SeededGenerator
    let sector: Int

    mutating func mutate(_ bytes: inout [UInt8]) {
        for _ in 0..<Int.random(in: 1...4, using: &random) { change(&bytes) }
        if random.chance(70) { mendChecksums(&bytes) }
        if random.chance(8) { resize(&bytes) }
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        switch Int.random(in: 0..<9, using: &random) {
        case 0: put([UInt8.random(in: 0...255, using: &random)], at: place(in: bytes), &bytes)
        case 1: header(&bytes)
        case 2: entry(&bytes)
        case 3: bootEntry(&bytes)
        case 4: copySector(&bytes)
        case 5:
            put(
                [UInt8](repeating: 0, count: sector * .random(in: 1...40, using: &random)), at: block(in: bytes), &bytes
            )
        case 6: signature(&bytes)
        case 7: put([0x55, 0xaa], at: block(in: bytes) + 510, &bytes)
        default: put(number(in: bytes).littleEndianBytes, at: place(in: bytes) & ~7, &bytes)
        }
    }

    /// The fields of a header from its length on.
    private mutating func header(_ bytes: inout [UInt8]) {
        let start = random.pick([sector, bytes.count - sector])
        let field = random.pick([12, 24, 32, 40, 48, 56, 72, 80, 84])
        let value = number(in: bytes).littleEndianBytes
        put(field == 12 || field >= 80 ? Array(value[..<4]) : value, at: start + field, &bytes)
    }

    private mutating func entry(_ bytes: inout [UInt8]) {
        let number = Int.random(in: 0..<5, using: &random)
        let front = 2 * sector + 128 * number
        let value = self.number(in: bytes).littleEndianBytes
        let field = random.pick([0, 16, 32, 40, 48, 56])
        put(value, at: front + field, &bytes)
        if random.chance(50) { put(value, at: bytes.count - 33 * 512 + 128 * number + field, &bytes) }
    }

    private mutating func bootEntry(_ bytes: inout [UInt8]) {
        let start = (random.chance(60) ? 0 : block(in: bytes)) + 446 + 16 * Int.random(in: 0..<4, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: put([random.pick([0, 0x80, 1])], at: start, &bytes)
        case 1: put([random.pick([0, 0x05, 0x0f, 0x83, 0xee, 0xef])], at: start + 4, &bytes)
        default: put(Array(number(in: bytes).littleEndianBytes[..<4]), at: start + random.pick([8, 12]), &bytes)
        }
    }

    private mutating func copySector(_ bytes: inout [UInt8]) {
        let source = block(in: bytes)
        put(Array(bytes[source..<min(source + sector, bytes.count)]), at: block(in: bytes), &bytes)
    }

    /// What file systems, RAID members and their like are known by.
    private mutating func signature(_ bytes: inout [UInt8]) {
        let (place, magic) = random.pick([
            (1080, [0x53, 0xef]), (4086, Array("SWAPSPACE2".utf8)), (0, Array("XFSB".utf8)),
            (512, Array("LABELONE".utf8)),
            (4096, [0xfc, 0x4e, 0x2b, 0xa9]), (0, Array("LUKS\u{ba}".utf8)), (3, Array("NTFS    ".utf8)),
            (54, Array("FAT16   ".utf8)), (32769, Array("CD001".utf8)), (65600, Array("_BHRfS_M".utf8)),
            (bytes.count - 65536, [0xfc, 0x4e, 0x2b, 0xa9]), (bytes.count - 512, Array("conectix".utf8)),
        ])
        put(magic, at: place, &bytes)
    }

    /// A number that stands at the edge of something, or any.
    private mutating func number(in bytes: [UInt8]) -> UInt64 {
        let last = UInt64(bytes.count / sector) - 1
        return random.pick([
            0, 1, 2, 3, 33, 34, 63, 128, last - 34, last - 33, last - 1, last, last + 1, 1 << 31, 1 << 32,
            (1 << 32) - 1,
            1 << 55, 1 << 63, .max, .max - 1, .random(in: 0...last, using: &random),
            .random(in: 0...(.max), using: &random),
        ])
    }

    /// A byte of what tables are made of, mostly.
    private mutating func place(in bytes: [UInt8]) -> Int {
        let ranges = [0..<(3 * sector), (bytes.count - 2 * sector)..<bytes.count, 0..<bytes.count]
        return Int.random(in: random.pick(ranges), using: &random)
    }

    private mutating func block(in bytes: [UInt8]) -> Int { place(in: bytes) / sector * sector }

    private func put(_ piece: [UInt8], at place: Int, _ bytes: inout [UInt8]) {
        let (start, end) = (max(0, place), min(place + piece.count, bytes.count))
        guard start < end else { return }
        bytes.replaceSubrange(start..<end, with: piece[(start - place)..<(end - place)])
    }

    private mutating func resize(_ bytes: inout [UInt8]) {
        let size = Int.random(in: 0...(bytes.count + 64 * sector), using: &random)
        bytes.resize(to: random.chance(80) ? size / sector * sector : size)
    }

    private mutating func mendChecksums(_ bytes: inout [UInt8]) {
        for header in [sector, bytes.count - sector] {
            let start = Int(truncatingIfNeeded: bytes.number64(at: header + 72)).multipliedReportingOverflow(by: sector)
            guard !start.overflow, (0..<bytes.count).contains(start.partialValue) else { continue }
            var copy = GPTRewriting(
                header: Array(bytes[header..<(header + sector)]), entries: Array(bytes[start.partialValue...]))
            guard copy.setLabels([:]) else { continue }
            bytes.lay(copy.header, at: header)
        }
    }
}

extension UInt64 {
    fileprivate var littleEndianBytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> (8 * $0)) } }
}
