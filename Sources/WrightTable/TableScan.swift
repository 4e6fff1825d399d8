// SPDX-License-Identifier: MIT

package import WrightModel

/// A table with the places on the device that it is made of.
package struct TableScan {
    package let reading: TableReading
    /// Whole sectors, none twice, in the order of `TableRegion.Part`; only the first sector where no table was read.
    package let regions: [TableRegion]
    /// What there is of a GPT besides the table that was read; nil where both copies say the same.
    package let remains: TableRemains?
    /// What can be repaired of the table.
    package let damage: TableDamage?

    init(
        reading: TableReading, regions: [TableRegion], remains: TableRemains? = nil, damage: TableDamage? = nil
    ) {
        self.reading = reading
        self.regions = regions
        self.remains = remains
        self.damage = damage
    }
}

/// One piece of a partition table on a device.
package struct TableRegion: Hashable, Sendable {
    package enum Part: Hashable, Sendable {
        /// The first sector: an MBR, or the protective MBR of a GPT.
        case bootRecord
        case primaryHeader, primaryEntries
        case backupHeader, backupEntries
        /// An EBR: the sector in front of a logical partition, which links to the next.
        case extendedBootRecord
    }

    package let part: Part
    package let extent: Extent

    package init(_ part: Part, _ extent: Extent) {
        self.part = part
        self.extent = extent
    }
}
