// SPDX-License-Identifier: MIT

import WrightModel

extension PartitionTable {
    /// The first thing in which a table that was read is not the one that was wanted; checksums and conditions aside.
    func discrepancy(from wanted: PartitionTable) -> String? {
        if kind != wanted.kind || identifier != wanted.identifier {
            return
                "it is the \(kind.rawValue) table \(identifier), not the \(wanted.kind.rawValue) table \(wanted.identifier)"
        }
        if entries != wanted.entries { return "it has \(entries) entries, not \(wanted.entries)" }
        if sectorSize != wanted.sectorSize || usable != wanted.usable {
            return "its usable area is \(usable.words), not \(wanted.usable.words)"
        }
        let numbers = partitions.map(\.number)
        if numbers != wanted.partitions.map(\.number) { return "it has the partitions \(numbers)" }
        for (partition, other) in zip(partitions, wanted.partitions) {
            if partition.extent != other.extent {
                return "partition \(partition.number) is \(partition.extent.words), not \(other.extent.words)"
            }
            if partition != other || !partition.label.utf16.elementsEqual(other.label.utf16) {
                return "partition \(partition.number) has other properties"
            }
        }
        return nil
    }
}

extension Extent {
    fileprivate var words: String { "\(length.bytes) bytes from \(start.bytes)" }
}
