// SPDX-License-Identifier: MIT

import WrightModel

/// A run of a device as a picture lists it: a partition, what fills a device without a table, or free space.
struct LayoutEntry: Hashable {
    var partition: PartitionView?
    /// What fills a device that has no table.
    var filling: String?
    var extent: Extent
    /// Whether the run lies inside an extended partition.
    var isNested = false

    var isFree: Bool { partition == nil && filling == nil }

    /// Whether the run is drawn: an extended partition is drawn as what lies in it.
    var isDrawn: Bool { partition?.role != .extended }

    /// The runs in the order of their starts, an extended partition before what lies in it.
    ///
    /// Gaps below 1 MiB are what alignment and the tables' own sectors leave over, and are left out. Of a device whose
    /// table cannot be trusted nothing is known, not even what is free.
    static func all(of input: LayoutPictureInput) -> [LayoutEntry] {
        let device = Extent(start: .zero, length: max(input.size, .zero))
        switch input.table {
        case .present(let table): return partitioned(input.partitions, in: clipped(table.usable, to: device))
        case .absent:
            let filling = input.signatures.first?.type ?? (input.holdsData ? "unknown data" : nil)
            return [LayoutEntry(filling: filling, extent: device)]
        case .damaged, .unreadable: return []
        }
    }

    private static func partitioned(_ partitions: [PartitionView], in area: Extent) -> [LayoutEntry] {
        let sorted = partitions.sorted { ($0.extent.start, $0.number) < ($1.extent.start, $1.number) }
        let extended = sorted.first { $0.role == .extended }.map { clipped($0.extent, to: area) }
        let isNested: (PartitionView) -> Bool = { view in
            view.role == .logical
                && extended.map { $0.start <= view.extent.start && view.extent.start < $0.end } ?? false
        }
        return runs(of: sorted.filter { !isNested($0) }, in: area).flatMap { entry in
            guard entry.partition?.role == .extended, entry.extent == extended else { return [entry] }
            return [entry] + runs(of: sorted.filter(isNested), in: entry.extent).map(\.nested)
        }
    }

    /// The partitions with the gaps between them in an area.
    private static func runs(of partitions: [PartitionView], in area: Extent) -> [LayoutEntry] {
        var entries: [LayoutEntry] = []
        var cursor = area.start
        for partition in partitions {
            let extent = clipped(partition.extent, to: area)
            entries += gap(from: cursor, to: extent.start)
            entries.append(LayoutEntry(partition: partition, extent: extent))
            cursor = max(cursor, extent.end)
        }
        return entries + gap(from: cursor, to: area.end)
    }

    private static func gap(from start: ByteCount, to end: ByteCount) -> [LayoutEntry] {
        guard end > start, end - start >= .mebibyte else { return [] }
        return [LayoutEntry(extent: Extent(from: start, to: end))]
    }

    /// The part of an extent that lies in an area; an extent that no device can have is cut to one that it can.
    private static func clipped(_ extent: Extent, to area: Extent) -> Extent {
        let (end, isOverflow) = extent.start.bytes.addingReportingOverflow(max(extent.length.bytes, 0))
        let start = min(max(extent.start, area.start), area.end)
        return Extent(from: start, to: min(max(isOverflow ? area.end : ByteCount(end), start), area.end))
    }

    private var nested: LayoutEntry {
        var entry = self
        entry.isNested = true
        return entry
    }
}
