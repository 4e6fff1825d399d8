// SPDX-License-Identifier: MIT

import WrightFdisk
import WrightKernel
package import WrightModel
import WrightTable

/// Reads what the bytes of a slice say: its partition table, its signatures, and whether there are any at all.
package struct ContentsObserver {
    /// A readable descriptor's slice: offset zero and the whole size for a device of the store's own.
    package struct Slice {
        package let path: String
        package let extent: Extent
        /// Whether the path is an image file, whose holes need not be read.
        package let isFile: Bool

        package init(path: String, extent: Extent, isFile: Bool) {
            self.path = path
            self.extent = extent
            self.isFile = isFile
        }
    }

    package init() {}

    /// - Parameter first: the sector size that a table is looked for with before any other.
    package func contents(of slice: Slice, sectorSize first: SectorSize) -> Contents {
        do {
            let descriptor = try OwnedDescriptor.open(slice.path, .readOnly)
            return contents(of: slice, from: descriptor, sectorSize: first)
        } catch {
            return .unreadable(error)
        }
    }

    /// The same; nil where the path cannot be opened for reading.
    ///
    /// - Parameter closely: whether signatures are looked for beside a sound table, too.
    package func contentsIfReadable(of slice: Slice, sectorSize first: SectorSize, closely: Bool) -> Contents? {
        guard let descriptor = try? OwnedDescriptor.open(slice.path, .readOnly) else { return nil }
        return contents(of: slice, from: descriptor, sectorSize: first, closely: closely)
    }

    private func contents(
        of slice: Slice, from descriptor: borrowing OwnedDescriptor, sectorSize first: SectorSize, closely: Bool = true
    ) -> Contents {
        do {
            return try contents(of: slice, on: descriptor, sectorSize: first, closely: closely)
        } catch {
            return .unreadable(error)
        }
    }

    private func contents(
        of slice: Slice, on descriptor: borrowing OwnedDescriptor, sectorSize first: SectorSize, closely: Bool
    ) throws -> Contents {
        let (offset, size) = (slice.extent.start, slice.extent.length)
        let source = ByteSource(descriptor: descriptor.raw, offset: offset, size: size)
        let scan = TableReader.scan(source, sectorSizes: [first] + SectorSize.all.filter { $0 != first })
        if !closely, scan.reading.table?.condition == .sound {
            return Contents(table: scan.reading, signatures: [], holdsData: true)
        }
        let signatures = try SignatureProbe.probe(
            descriptor: descriptor.raw, offset: offset, size: size, sectorSize: first)
        return Contents(
            table: scan.reading, signatures: signatures,
            holdsData: try !signatures.isEmpty || holdsData(slice, descriptor, besides: scan), remains: scan.remains,
            damage: scan.damage)
    }

    /// Whether there is anything but the remains of a table that was cut off; a table that is there is data.
    private func holdsData(
        _ slice: Slice, _ descriptor: borrowing OwnedDescriptor, besides scan: TableScan
    ) throws -> Bool {
        switch (scan.reading, scan.remains) {
        case (.absent, _):
            try holdsData(slice, descriptor)
        case (.damaged, let remains?):
            try DataCheck.holdsData(
                descriptor: descriptor.raw, offset: slice.extent.start, size: slice.extent.length,
                besides: remains.sectors)
        case (.present, _), (.damaged, nil), (.unreadable, _):
            true
        }
    }

    /// Of a file every byte counts, for its holes make that cheap; of a device the places are looked at where tables
    /// and signatures lie.
    private func holdsData(_ slice: Slice, _ descriptor: borrowing OwnedDescriptor) throws -> Bool {
        if slice.isFile { return try descriptor.holdsData(in: slice.extent) }
        return try DataCheck.holdsData(
            descriptor: descriptor.raw, offset: slice.extent.start, size: slice.extent.length)
    }
}

extension Contents {
    /// What cannot be read is taken for data.
    fileprivate static func unreadable(_ error: any Error) -> Contents {
        Contents(table: .unreadable("\(error)"), signatures: [], holdsData: true)
    }
}
