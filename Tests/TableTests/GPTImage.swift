// SPDX-License-Identifier: MIT

import WrightModel
import WrightTable

/// A GPT written byte by byte after the UEFI specification, right or, where a field is set so, wrong.
struct GPTImage {
    struct Entry {
        var number: Int
        var first: UInt64
        var last: UInt64
        var type = Sample.linux
        var identifier = Sample.guid(9)
        var attributes: UInt64 = 0
        var name: [UInt16] = []
    }

    var blocks = 2048
    var sector = 512
    var count = 128
    var entrySize = 128
    var disk = Sample.guid(1)
    var entries: [Entry] = []
    var hasProtectiveRecord = true
    var revision: UInt32 = 0x10000
    var headerSize = 92
    var firstUsable: UInt64?
    var lastUsable: UInt64?
    var alternate: UInt64?

    var arrayBlocks: Int { (count * entrySize + sector - 1) / sector }
    var last: Int { blocks - 1 }
    var usableFirst: UInt64 { firstUsable ?? UInt64(2 + arrayBlocks) }
    var usableLast: UInt64 { lastUsable ?? UInt64(last - arrayBlocks - 1) }

    /// The image, with both copies in their usual places.
    var image: Image {
        var image = Image(blocks: blocks, sector: sector)
        if hasProtectiveRecord { image[0] = MBRImage.record([.init(type: 0xee, start: 1, count: UInt32(last))]) }
        image[1] = header(at: 1, other: alternate ?? UInt64(last), entriesAt: 2)
        image[2] = array
        image[last - arrayBlocks] = array
        image[last] = header(at: UInt64(last), other: 1, entriesAt: UInt64(last - arrayBlocks))
        return image
    }

    var array: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count * entrySize)
        for entry in entries {
            let start = (entry.number - 1) * entrySize
            bytes.put(entry.type, at: start)
            bytes.put(entry.identifier, at: start + 16)
            bytes.put(entry.first, at: start + 32)
            bytes.put(entry.last, at: start + 40)
            bytes.put(entry.attributes, at: start + 48)
            for (index, unit) in entry.name.enumerated() { bytes.put(unit, at: start + 56 + 2 * index) }
        }
        return bytes
    }

    func header(at place: UInt64, other: UInt64, entriesAt: UInt64) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: sector)
        bytes.replaceSubrange(0..<8, with: "EFI PART".utf8)
        bytes.put(revision, at: 8)
        bytes.put(UInt32(headerSize), at: 12)
        bytes.put(place, at: 24)
        bytes.put(other, at: 32)
        bytes.put(usableFirst, at: 40)
        bytes.put(usableLast, at: 48)
        bytes.put(disk, at: 56)
        bytes.put(entriesAt, at: 72)
        bytes.put(UInt32(count), at: 80)
        bytes.put(UInt32(entrySize), at: 84)
        bytes.put(bitwiseCRC(array), at: 88)
        if (20...bytes.count).contains(headerSize) { bytes.put(bitwiseCRC(Array(bytes[0..<headerSize])), at: 16) }
        return bytes
    }
}

enum Sample {
    static let linux = guid(0x0f)
    /// A GUID all of whose bytes tell where they are.
    static func guid(_ seed: UInt8) -> GUID { GUID(bytes: (0..<16).map { seed &* 16 &+ $0 }) ?? .zero }
}
