// SPDX-License-Identifier: MIT

import WrightTable

/// MBR and EBR sectors, written byte by byte.
enum MBRImage {
    struct Entry {
        var status: UInt8 = 0
        var type: UInt8 = 0x83
        var start: UInt32
        var count: UInt32
    }

    static func record(_ entries: [Entry], signature: UInt32 = 0x1234_5678) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 512)
        bytes.put(signature, at: 440)
        for (index, entry) in entries.enumerated() {
            let start = 446 + 16 * index
            bytes[start] = entry.status
            bytes[start + 4] = entry.type
            bytes.put(entry.start, at: start + 8)
            bytes.put(entry.count, at: start + 12)
        }
        bytes[510] = 0x55
        bytes[511] = 0xaa
        return bytes
    }

    /// A disk of 4096 sectors with one primary partition and an extended one, whose chain is three logical partitions.
    static var logical: Image {
        var image = Image(blocks: 4096)
        image[0] = record([
            .init(status: 0x80, type: 0x0c, start: 64, count: 100), .init(type: 0x05, start: 1000, count: 2000),
        ])
        image[1000] = record([.init(start: 10, count: 50), .init(type: 0x05, start: 500, count: 200)])
        image[1500] = record([.init(type: 0x82, start: 1, count: 100), .init(type: 0x05, start: 300, count: 200)])
        image[1300] = record([.init(type: 0x07, start: 63, count: 100)])
        return image
    }
}
