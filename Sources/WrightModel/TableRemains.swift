// SPDX-License-Identifier: MIT

/// What is found of a GPT besides the table that counts: the copy that is out of step with it, or all there is of a table
/// that no first sector announces.
///
/// A table that is being written and is cut off leaves such remains, and so does much else: only who knows what was to be
/// written can tell.
package struct TableRemains: Hashable, Sendable {
    package var identifier: TableIdentifier
    package var sectorSize: SectorSize
    package var entries: Int
    package var usable: Extent
    /// As the entries read, whether or not the header vouches for them.
    package var partitions: [TablePartition]
    /// Where both copies lie.
    package var sectors: [Extent]

    package init(
        identifier: TableIdentifier, sectorSize: SectorSize, entries: Int, usable: Extent,
        partitions: [TablePartition], sectors: [Extent] = []
    ) {
        self.identifier = identifier
        self.sectorSize = sectorSize
        self.entries = entries
        self.usable = usable
        self.partitions = partitions
        self.sectors = sectors
    }
}
