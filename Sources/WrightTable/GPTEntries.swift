// SPDX-License-Identifier: MIT

import WrightModel

/// The entry array of a valid GPT copy (UEFI specification, section 5.3.3).
struct GPTEntries {
    private let copy: GPTCopy
    private let sectorSize: SectorSize

    init(_ copy: GPTCopy, sectorSize: SectorSize) {
        self.copy = copy
        self.sectorSize = sectorSize
    }

    /// The partitions in the order of their numbers, inside the usable area and clear of one another.
    func partitions() throws(TableFault) -> [TablePartition] {
        var found: [TablePartition] = []
        for index in 0..<copy.header.entryCount {
            let start = index * copy.header.entrySize
            guard copy.entries.guid(at: start) != .zero else { continue }
            found.append(try partition(number: index + 1, entryAt: start))
        }
        try refuseOverlaps(found.map { ($0.number, $0.extent) })
        return found
    }

    private func partition(number: Int, entryAt start: Int) throws(TableFault) -> TablePartition {
        let entries = copy.entries
        let first = entries.number64(at: start + 32)
        let last = entries.number64(at: start + 40)
        guard first <= last else { throw .damaged("partition \(number) of the GPT ends before it starts") }
        guard first >= copy.header.firstUsable, last <= copy.header.lastUsable else {
            throw .damaged("partition \(number) of the GPT lies outside of the usable area")
        }
        return TablePartition(
            number: number, extent: sectorSize.extent(of: first..<(last + 1)),
            type: .gpt(entries.guid(at: start)), identifier: .gpt(entries.guid(at: start + 16)),
            label: GPTLabel.text(of: entries[(start + GPTLabel.offset)..<(start + 128)]),
            attributes: PartitionAttributes(rawValue: entries.number64(at: start + 48)))
    }
}

/// Throws where two of the extents share a byte.
func refuseOverlaps(_ extents: [(number: Int, extent: Extent)]) throws(TableFault) {
    let sorted = extents.sorted { $0.extent.start < $1.extent.start }
    for (one, next) in zip(sorted, sorted.dropFirst()) where one.extent.overlaps(next.extent) {
        throw .damaged("partitions \(one.number) and \(next.number) overlap")
    }
}
