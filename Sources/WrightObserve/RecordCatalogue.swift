// SPDX-License-Identifier: MIT

import WrightModel
import WrightUdev

/// What udev has been told: which records there are is asked for once, and what one says when it is wanted.
final class RecordCatalogue {
    private let records = LinkRecords()
    /// Whether the folder is not to be listed, in which the records of all disks lie.
    private let isGlance: Bool
    /// By disk.
    private lazy var partitions = isGlance ? [:] : records.partitions()

    init(isGlance: Bool = false) { self.isGlance = isGlance }

    /// The records of a disk, under nil, and of its partitions.
    ///
    /// - Parameter shown: the partitions that are there; a glance knows of no others.
    func records(of disk: DiskSequence, showing shown: [Int] = []) -> [Int?: LinkRecord] {
        records.read(disk: disk, partitions: isGlance ? shown : partitions[disk] ?? [])
    }

    /// The store that a disk as a whole is recorded for; nil where it is for none.
    func store(of disk: DiskSequence) -> StoreName? { records.read(disk: disk, partition: nil)?.store }

    /// The disks of which there are records, in the order of their sequences.
    var disks: [DiskSequence] { partitions.keys.sorted() }
}
