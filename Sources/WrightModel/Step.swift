// SPDX-License-Identifier: MIT

/// One small change of the machine: what it is done to, what was there, and what is to be there.
///
/// Every step may be cut off before or after it; what it leaves is something that the next plan goes on from.
package enum Step: Hashable, Sendable {
    /// Makes an image under a temporary name, writes its table, and only then gives it its own name.
    case createFile(NewFile)
    /// Makes a backing file longer (ftruncate or fallocate).
    case growFile(path: String, from: ByteCount, to: ByteCount, allocation: Allocation)
    /// Creates a table where there is none, or changes the one that is there.
    case writeTable(TableChange)
    /// Binds a free loop device (LOOP_CONFIGURE).
    case attach(LoopRequest)
    /// Writes the store's mark on a loop that somebody else attached (LOOP_SET_STATUS64).
    case adopt(device: String, from: String)
    /// Has a loop take over its backing's new size (LOOP_SET_CAPACITY).
    case growDevice(device: String, from: ByteCount, to: ByteCount)
    /// Tells the kernel of a partition (BLKPG_ADD_PARTITION) after udev has been told its links.
    case addPartition(number: Int, extent: Extent, links: [LinkPath])
    /// Takes a partition from the kernel, not from the table (BLKPG_DEL_PARTITION).
    case deletePartition(number: Int, extent: Extent)
    /// Gives a kernel partition another length (BLKPG_RESIZE_PARTITION).
    case resizePartition(number: Int, from: Extent, to: Extent)
    /// Has udev publish exactly these links of the disk (number nil) or of a partition that the kernel shows already.
    case publish(number: Int?, before: [LinkPath], links: [LinkPath])
    /// Takes the partition table away, its backup and its EBRs too, and nothing else; it is never a manifest's doing.
    case wipeTable(PartitionTable)
    /// Unbinds the loop (LOOP_CLR_FD) and waits until it is gone.
    case detach(device: String)

    /// The number of the partition that the step is about, where it is about one.
    package var partition: Int? {
        switch self {
        case .addPartition(let number, _, _), .deletePartition(let number, _), .resizePartition(let number, _, _):
            number
        case .publish(let number, _, _): number
        case .createFile, .growFile, .writeTable, .wipeTable, .attach, .adopt, .growDevice, .detach: nil
        }
    }
}

/// An image file that is to be made.
package struct NewFile: Hashable, Sendable {
    package var path: String
    package var size: ByteCount
    package var allocation: Allocation
    /// The table that it is made with; nil where it has none, or where a slice of it is used (then the loop is written).
    package var table: TableChange?

    package init(path: String, size: ByteCount, allocation: Allocation, table: TableChange?) {
        self.path = path
        self.size = size
        self.allocation = allocation
        self.table = table
    }
}

/// A change of a partition table: every number decided, nothing left to the library.
package struct TableChange: Hashable, Sendable {
    /// What is there before, nil where a table is made.
    package var before: PartitionTable?
    /// What is to be there; its checksum is not known before it is written and is zero.
    package var after: PartitionTable

    package init(before: PartitionTable?, after: PartitionTable) {
        self.before = before
        self.after = after
    }

    /// The partitions that the change adds.
    package var additions: [TablePartition] {
        let known = Set(before?.partitions.map(\.number) ?? [])
        return after.partitions.filter { !known.contains($0.number) }
    }
}

/// A loop device that is to be bound.
package struct LoopRequest: Hashable, Sendable {
    package var backingPath: String
    package var offset: ByteCount
    /// Zero for up to the end of the backing.
    package var sizeLimit: ByteCount
    package var sectorSize: SectorSize
    package var readOnly: Bool
    package var directIO: DirectIO
    package var links: [LinkPath]

    package init(
        backingPath: String, offset: ByteCount, sizeLimit: ByteCount, sectorSize: SectorSize, readOnly: Bool,
        directIO: DirectIO, links: [LinkPath]
    ) {
        self.backingPath = backingPath
        self.offset = offset
        self.sizeLimit = sizeLimit
        self.sectorSize = sectorSize
        self.readOnly = readOnly
        self.directIO = directIO
        self.links = links
    }
}
