// SPDX-License-Identifier: MIT

package import WrightModel

/// All that a picture of a device shows.
package struct LayoutPictureInput: Hashable, Sendable {
    /// The store's name, or the path of the image or device.
    package var title: String
    /// The node of the device where it is another than the title.
    package var node: String?
    package var size: ByteCount
    /// The sector size of the device, where the table does not tell one.
    package var sectorSize: SectorSize
    package var table: TableReading
    /// What fills a device that has no table.
    package var signatures: [Signature]
    /// Whether a device on which nothing is recognised has data on it nevertheless.
    package var holdsData: Bool
    /// The partitions of the table with their names and links, in any order.
    package var partitions: [PartitionView]
    /// Links of the whole device.
    package var links: [LinkPath]

    /// A picture of contents as they were read; without `partitions` those of the table are shown, by number.
    package init(
        title: String, node: String? = nil, size: ByteCount, sectorSize: SectorSize = .bytes512, contents: Contents,
        partitions: [PartitionView]? = nil, links: [LinkPath] = []
    ) {
        self.title = title
        self.node = node
        self.size = size
        self.sectorSize = contents.table.table?.sectorSize ?? sectorSize
        table = contents.table
        signatures = contents.signatures
        holdsData = contents.holdsData
        self.partitions = partitions ?? contents.table.table?.partitions.map(PartitionView.init(unnamed:)) ?? []
        self.links = links
    }
}

extension PartitionView {
    /// A partition of a table for which no manifest has a name.
    package init(unnamed partition: TablePartition) {
        self.init(
            name: nil, number: partition.number, extent: partition.extent, type: partition.type, label: partition.label,
            role: partition.role)
    }
}
