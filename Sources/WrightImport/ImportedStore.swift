// SPDX-License-Identifier: MIT

import WrightModel

/// What another program's file says of one disk, in a manifest's terms.
struct ImportedStore: Hashable {
    /// The path of the disk or image that the file names, as it is written there.
    var path: String?
    /// How large the whole disk is.
    var size: ByteCount?
    var sectorSize: SectorSize?
    /// Nil where the file says nothing of a table.
    var table: TableKind?
    var identifier: TableIdentifier?
    var entries: Int?
    var items: [ImportedItem] = []
    /// What could not be carried over, a clause each.
    var notes: [String] = []

    var partitions: [ImportedPartition] {
        items.compactMap { if case .partition(let partition) = $0 { partition } else { nil } }
    }
}

/// One entry of the list of partitions.
enum ImportedItem: Hashable {
    case partition(ImportedPartition)
    /// One that a manifest cannot declare, and why: a sentence.
    case left(String)
}

/// One partition; a nil means that the file does not say.
struct ImportedPartition: Hashable {
    /// What notes call it.
    var title: String
    /// The name in the GPT.
    var label: String?
    var type: DesiredType?
    var size: DesiredSize?
    var minimum: ByteCount?
    var maximum: ByteCount?
    var weight: Int?
    var number: Int?
    var start: ByteCount?
    var identifier: GUID?
    var attributes: PartitionAttributes?
    /// What could not be carried over, a clause each.
    var notes: [String] = []

    init(title: String) { self.title = title }
}

/// All that was read.
struct ImportedConfiguration: Hashable {
    var stores: [ImportedStore]
    /// What is no matter of partition tables, a clause each.
    var notes: [String] = []
}
