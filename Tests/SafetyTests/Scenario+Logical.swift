// SPDX-License-Identifier: MIT

import WrightModel

/// Changes of an MBR with logical partitions.
extension Scenario {
    private static let both = "{name: a, number: 5}, {name: b, number: 6}"

    static let logical = [
        Scenario(
            testDescription: "a logical partition is grown", kind: "mbr", isLogical: true,
            wanted: "{name: a, number: 5, size: rest}, {name: b, number: 6}"),
        Scenario(
            testDescription: "the last logical partition is grown", kind: "mbr", isLogical: true,
            wanted: "{name: a, number: 5}, {name: b, number: 6, size: 640KiB}"),
        Scenario(
            testDescription: "a logical partition is grown with the extended one", kind: "mbr", isLogical: true,
            wanted: "{name: a, number: 5}, {name: b, number: 6, size: rest}", sizeWanted: 3),
        Scenario(
            testDescription: "a logical partition is of another type", kind: "mbr", isLogical: true,
            wanted: "{name: a, number: 5, type: '0x07', attributes: [active]}, {name: b, number: 6}"),
        Scenario(
            testDescription: "everything of an MBR is changed at once", kind: "mbr", isLogical: true,
            wanted: """
                {name: a, number: 5, type: '0x07', size: 192KiB}, {name: b, number: 6, type: swap, size: 1MiB}, \
                {name: p, number: 1, size: 128KiB}, {name: new, number: 3, size: rest}
                """, sizeWanted: 3),
        Scenario(
            testDescription: "logical partitions are shrunk", kind: "mbr", isLogical: true, wanted: both,
            edit: {
                $0.resize(5, to: 64)
                $0.resize(6, to: 64)
            }),
        Scenario(
            testDescription: "the last logical partition is removed", kind: "mbr", isLogical: true,
            wanted: "{name: a, number: 5}", edit: { $0 = $0.without([6]) }),
        Scenario(
            testDescription: "all logical partitions are removed", kind: "mbr", isLogical: true,
            wanted: "{name: p, number: 1}", edit: { $0 = $0.without([5, 6]) }),
        Scenario(
            testDescription: "logical partitions go with the extended one", kind: "mbr", isLogical: true,
            wanted: "{name: p, number: 1}", edit: { $0 = $0.without([2, 5, 6]) }),
        Scenario(
            testDescription: "growth with the extended partition is undone", kind: "mbr", isLogical: true, wanted: both,
            edit: { $0.growBoth() }, isUndone: true),
        Scenario(
            testDescription: "a shrinking of logical partitions is undone", kind: "mbr", isLogical: true, wanted: both,
            edit: {
                $0.resize(5, to: 64)
                $0.resize(6, to: 64)
            }, isUndone: true),
        Scenario(
            testDescription: "a removal of logical partitions is undone", kind: "mbr", isLogical: true,
            wanted: "{name: p, number: 1}", edit: { $0 = $0.without([5, 6]) }, isUndone: true),
        Scenario(
            testDescription: "a removal of the extended partition is undone", kind: "mbr", isLogical: true,
            wanted: "{name: p, number: 1}", edit: { $0 = $0.without([2, 5, 6]) }, isUndone: true),
    ]
}

extension PartitionTable {
    /// Partition 6 ends at 1856 KiB, and the extended one with it.
    fileprivate mutating func growBoth() {
        resize(5, to: 192)
        resize(6, to: 1216)
        resize(2, to: 1600)
    }
}

extension DiskImage {
    /// All but the MBR and the EBRs, up to where the usable area ends.
    static let placesBesideEBRs = [4096..<(256 << 10), (260 << 10)..<(624 << 10), (628 << 10)..<(2 << 20) - 5 * 4096]

    /// A primary partition, and an extended one from 256 to 1536 KiB with two logical ones.
    ///
    /// 5 is 128 KiB at 272, and 6 is 256 KiB at 640 KiB; their EBRs lie at 256 and at 624 KiB.
    func putLogicals(sector: Int) throws {
        func unit(_ kibibytes: Int) -> Int { kibibytes * 1024 / sector }
        func put(_ entries: [(type: UInt8, start: Int, count: Int)], at kibibytes: Int) throws {
            var record = [UInt8](repeating: 0, count: 512)
            if kibibytes == 0 { record.lay([0x01, 0x00, 0xed, 0xfe], at: 440) }
            for (index, entry) in entries.enumerated() {
                record[446 + 16 * index + 4] = entry.type
                for byte in 0..<4 {
                    record[446 + 16 * index + 8 + byte] = UInt8(truncatingIfNeeded: entry.start >> (8 * byte))
                    record[446 + 16 * index + 12 + byte] = UInt8(truncatingIfNeeded: entry.count >> (8 * byte))
                }
            }
            record.lay([0x55, 0xaa], at: 510)
            try self.put(record, at: kibibytes << 10)
        }
        try put([(0x83, unit(16), unit(64)), (0x05, unit(256), unit(1280))], at: 0)
        try put([(0x83, unit(16), unit(128)), (0x05, unit(368), unit(272))], at: 256)
        try put([(0x83, unit(16), unit(256))], at: 624)
    }
}
