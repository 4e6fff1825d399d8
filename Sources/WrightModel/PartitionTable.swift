// SPDX-License-Identifier: MIT

/// A partition table as it was read from a device.
///
/// - partitions are in the order of their numbers, numbers are unique and count from 1;
/// - extents are in bytes from the start of the store's slice.
package struct PartitionTable: Hashable, Sendable {
    package var kind: TableKind
    package var identifier: TableIdentifier
    package var sectorSize: SectorSize
    /// The number of entries a GPT has room for; 4 for an MBR.
    package var entries: Int
    /// The area in which partitions may lie: GPT's first to last usable block; behind the first sector of an MBR.
    package var usable: Extent
    package var partitions: [TablePartition]
    package var condition: TableCondition
    /// Where the EBRs of an MBR lie, in the order of their chain: one for each logical partition, and one for each link
    /// that leads to none.
    package var chain: [Extent]
    /// Changes when any byte of the table does: over the first sector, both headers, and whatever of the entry arrays has
    /// no right checksum in its header; or over the MBR and its EBRs.
    package var checksum: UInt32

    package init(
        kind: TableKind, identifier: TableIdentifier, sectorSize: SectorSize, entries: Int, usable: Extent,
        partitions: [TablePartition], condition: TableCondition = .sound, chain: [Extent] = [], checksum: UInt32
    ) {
        self.kind = kind
        self.identifier = identifier
        self.sectorSize = sectorSize
        self.entries = entries
        self.usable = usable
        self.partitions = partitions
        self.condition = condition
        self.chain = chain
        self.checksum = checksum
    }
}

extension PartitionTable {
    /// The extended partition of an MBR, which holds the logical ones.
    package var extended: TablePartition? { partitions.first { $0.role == .extended } }
    package var logicals: [TablePartition] { partitions.filter { $0.role == .logical } }
    /// Whether a link of the chain leads to no partition; an extended partition without any has one EBR at most.
    package var hasEmptyLinks: Bool { !logicals.isEmpty && chain.count != logicals.count }

    /// The same table without some of its partitions; the EBRs of logical ones at the end of the chain go with them.
    package func without(_ numbers: Set<Int>) -> PartitionTable {
        var left = self
        left.partitions.removeAll { numbers.contains($0.number) }
        // The first EBR stays where the extended partition begins, without a partition.
        left.chain = left.extended == nil ? [] : Array(chain.prefix(max(left.logicals.count, 1)))
        return left
    }
}

/// Whether both copies of a table say the same.
package enum TableCondition: Hashable, Sendable {
    case sound
    /// A GPT's first header or entry array is invalid; the table was read from the backup.
    case primaryDamaged
    /// A GPT's backup header or entry array is invalid.
    case backupDamaged
    /// Both copies of a GPT are valid and say different things; the table was read from the first.
    case copiesDiffer
    /// A GPT's backup lies before the end of the device, which has grown since.
    case backupMisplaced
    /// The first sector is blank where a GPT, both copies of which are sound, has its protective MBR.
    case unannounced
}

/// One partition of a table.
package struct TablePartition: Hashable, Sendable {
    package enum Role: Hashable, Sendable { case primary, extended, logical }

    package var number: Int
    package var extent: Extent
    package var type: PartitionType
    package var identifier: PartitionIdentifier
    /// The GPT name; empty on MBR.
    package var label: String
    package var attributes: PartitionAttributes
    package var role: Role

    package init(
        number: Int, extent: Extent, type: PartitionType, identifier: PartitionIdentifier, label: String = "",
        attributes: PartitionAttributes = [], role: Role = .primary
    ) {
        self.number = number
        self.extent = extent
        self.type = type
        self.identifier = identifier
        self.label = label
        self.attributes = attributes
        self.role = role
    }

    /// The extent that the kernel shows: two sectors at most of an extended partition, so that nothing mounts it.
    package func kernelExtent(sectorSize: SectorSize) -> Extent {
        guard role == .extended else { return extent }
        return Extent(start: extent.start, length: min(extent.length, max(sectorSize.count, ByteCount(1024))))
    }
}
