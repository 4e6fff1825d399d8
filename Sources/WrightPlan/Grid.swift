// SPDX-License-Identifier: MIT

import WrightModel

/// The integer that layout counts bytes in: wide enough that no sum or product of sizes a manifest can hold overflows.
typealias Wide = Int128

/// The sectors and the alignment of a device, in bytes.
struct Grid: Hashable, Sendable {
    let sector: Wide
    /// The alignment as a whole number of sectors, at least one.
    let unit: Wide

    init(alignment: ByteCount, sectorSize: SectorSize) {
        sector = Wide(sectorSize.count.bytes)
        let asked = max(Wide(alignment.bytes), sector)
        unit = (asked + sector - 1) / sector * sector
    }

    func alignedUp(_ value: Wide) -> Wide { Grid.roundedUp(value, to: unit) }
    func alignedDown(_ value: Wide) -> Wide { value / unit * unit }
    func sectorsUp(_ value: Wide) -> Wide { Grid.roundedUp(value, to: sector) }
    func sectorsDown(_ value: Wide) -> Wide { value / sector * sector }

    /// The least multiple of `step` that is not below `value`; a value below zero counts as zero.
    static func roundedUp(_ value: Wide, to step: Wide) -> Wide { (max(value, 0) + step - 1) / step * step }
}

/// A half-open run of bytes in wide integers.
struct Span: Hashable, Sendable {
    var start: Wide
    var end: Wide

    init(start: Wide, end: Wide) {
        self.start = start
        self.end = end
    }

    init(_ extent: Extent) {
        start = Wide(extent.start.bytes)
        end = start + Wide(extent.length.bytes)
    }

    var length: Wide { end - start }
    /// The span as an extent; it lies within a device, whose size is 63 bits wide.
    var extent: Extent { Extent(start: ByteCount(wide: start), length: ByteCount(wide: length)) }

    func overlaps(_ other: Span) -> Bool { start < other.end && other.start < end }
    func contains(_ other: Span) -> Bool { start <= other.start && other.end <= end }

    /// The span from the first to the last multiple of the alignment in it.
    func aligned(to grid: Grid) -> Span { Span(start: grid.alignedUp(start), end: grid.alignedDown(end)) }
}

extension ByteCount {
    init(wide: Wide) { self.init(Int64(clamping: wide)) }
}
