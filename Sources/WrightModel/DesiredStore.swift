// SPDX-License-Identifier: MIT

/// A place in a manifest: what a person is shown to find the words a sentence speaks of.
package struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// Line and column count from 1, columns in characters.
    package let line: Int
    package let column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { "\(file):\(line):\(column)" }
}

/// All that the manifest says: the stores in the order in which they are written.
///
/// Names, links and backing paths are unique among the stores, and no store stands on itself.
package struct Desired: Hashable, Sendable {
    package var stores: [DesiredStore]
    /// Whether what is attached of stores that have left the manifest is to be taken down.
    package var prune: Bool
    /// The path of the file in which the agent tells its figures; nil for none.
    package var metricsFile: String?

    package init(stores: [DesiredStore], prune: Bool = false, metricsFile: String? = nil) {
        self.stores = stores
        self.prune = prune
        self.metricsFile = metricsFile
    }
}

/// One store as the manifest wants it.
///
/// A nil means that the manifest does not say: as it is for what exists.
package struct DesiredStore: Hashable, Sendable {
    package var name: StoreName
    package var backing: DesiredBacking
    /// The size that a backing file is made at or grown to.
    package var size: ByteCount?
    package var allocation: Allocation = .sparse
    /// The slice of the backing that the store uses; nil from the start, and to the end.
    package var offset: ByteCount?
    package var length: ByteCount?
    package var attachment: AttachmentMode = .loop
    package var readOnly: Bool?
    package var directIO: DirectIO = .auto
    package var sectorSize: SectorSize?
    package var table: DesiredTable?
    package var tableIdentifier: TableIdentifier?
    /// The number of entries of a GPT that is made.
    package var entries: Int?
    package var alignment: ByteCount = .mebibyte
    package var partitions: [DesiredPartition] = []
    package var links: [LinkPath] = []
    /// Takes the machine id's place in derived identifiers.
    package var seed: String?
    /// The disk that the store stood on before, in whose place no other is taken; nil where nobody remembers one.
    ///
    /// No manifest says it.
    package var formerDisk: DiskIdentity?
    package var location: SourceLocation

    package init(name: StoreName, backing: DesiredBacking, location: SourceLocation) {
        self.name = name
        self.backing = backing
        self.location = location
    }

    /// The links that the manifest itself names, of the whole device and of its partitions.
    package var declaredLinks: [LinkPath] { links + partitions.flatMap(\.links) }

    /// Whether the manifest says nothing about the table, so that whatever is on the backing is taken as it is.
    package var isTakenAsItIs: Bool { table == nil && partitions.isEmpty }

    /// The kind of table that is made where there is none, or nil where none is to be made.
    package var kindToMake: TableKind? {
        switch table {
        case .kind(let kind): kind
        case .noTable: nil
        case nil: partitions.isEmpty ? nil : .gpt
        }
    }

    /// The part of a backing of the given size that the store uses; empty where the offset lies behind the end.
    package func slice(of size: ByteCount) -> Extent {
        Extent(offset: offset ?? .zero, length: length, within: size)
    }

    /// The store and the leaf name (`data`, `part3`, `disk`) this store stands on, where `device` is a link of loopwright's.
    package var foundation: (store: StoreName, leaf: String)? {
        guard case .device(let path) = backing else { return nil }
        let components = path.split(separator: "/", omittingEmptySubsequences: true)
        guard components.count == 5, path.hasPrefix("/"), components[0] == "dev", components[1] == "disk",
            components[2] == LinkPath.ownFolder, let store = StoreName(String(components[3]))
        else { return nil }
        return (store, String(components[4]))
    }
}

/// Where a store's bytes lie.
package enum DesiredBacking: Hashable, Sendable {
    /// An image file, by absolute path.
    case file(String)
    /// A block device, by the absolute path of its node or of a link to it.
    case device(String)
    /// The one disk whose udev properties fit every glob.
    case match([String: String])

    /// The path of the image file, where the backing is one.
    package var file: String? {
        if case .file(let path) = self { path } else { nil }
    }
}

package enum Allocation: String, Hashable, Sendable, CaseIterable {
    case sparse, full
}

package enum AttachmentMode: String, Hashable, Sendable, CaseIterable {
    /// A loop device stands over the backing.
    case loop
    /// A real disk is partitioned itself.
    case direct
}

package enum DirectIO: String, Hashable, Sendable, CaseIterable {
    /// On where the backing permits it.
    case auto
    case on, off
}

package enum DesiredTable: Hashable, Sendable {
    case kind(TableKind)
    /// The whole device is used without partitions.
    case noTable
}
