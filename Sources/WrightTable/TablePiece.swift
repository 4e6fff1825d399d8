// SPDX-License-Identifier: MIT

package import WrightModel

/// One piece of a partition table with its bytes.
package struct TablePiece: Hashable, Sendable {
    package let region: TableRegion
    package let bytes: [UInt8]

    package init(_ region: TableRegion, _ bytes: [UInt8]) {
        self.region = region
        self.bytes = bytes
    }
}

extension [TablePiece] {
    /// Whether every sector of these pieces is as in one or the other of two tables that lie in the same places: what
    /// writing the one over the other leaves, wherever it is cut off.
    package func isOnTheWay(from former: [TablePiece], to latter: [TablePiece]) -> Bool {
        let present = byPlace
        let (former, latter) = (former.byPlace, latter.byPlace)
        guard present.count == former.count, present.count == latter.count else { return false }
        return present.indices.allSatisfy { present[$0].isMade(of: former[$0], latter[$0]) }
    }

    /// Whether two tables are the same, byte for byte and in the same places.
    package func isSame(as other: [TablePiece]) -> Bool { isOnTheWay(from: other, to: other) }

    /// The same places with nothing but zeros in them.
    package var wiped: [TablePiece] { map { TablePiece($0.region, [UInt8](repeating: 0, count: $0.bytes.count)) } }

    private var byPlace: [TablePiece] { sorted { $0.region.extent.start < $1.region.extent.start } }
}

extension TablePiece {
    fileprivate func isMade(of one: TablePiece, _ other: TablePiece) -> Bool {
        guard region.extent == one.region.extent, region.extent == other.region.extent, bytes.count == one.bytes.count,
            bytes.count == other.bytes.count
        else { return false }
        let unit = Int(ByteCount.sysfsSector.bytes)
        return stride(from: 0, to: bytes.count, by: unit).allSatisfy { start in
            let sector = start..<Swift.min(start + unit, bytes.count)
            return bytes[sector] == one.bytes[sector] || bytes[sector] == other.bytes[sector]
        }
    }
}

extension ByteSource {
    /// The same bytes with the pieces of a table laid over them.
    package func overlaid(with pieces: [TablePiece]) -> ByteSource {
        ByteSource(size: size) { offset, count throws(ReadFailure) in
            let place = Extent(start: ByteCount(offset), length: ByteCount(Int64(count)))
            guard var bytes = try self.read(place) else { return [] }
            for piece in pieces where piece.region.extent.overlaps(place) { bytes.lay(piece, over: place) }
            return bytes
        }
    }

    /// Nothing but zeros.
    package static func zeros(size: ByteCount) -> ByteSource {
        ByteSource(size: size) { _, count throws(ReadFailure) in [UInt8](repeating: 0, count: count) }
    }
}

extension [UInt8] {
    /// Puts what of a piece lies in the place that these bytes were read from over them; the two overlap.
    fileprivate mutating func lay(_ piece: TablePiece, over place: Extent) {
        let extent = piece.region.extent
        let (first, last) = (Swift.max(extent.start, place.start), Swift.min(extent.end, place.end))
        let source = Int((first - extent.start).bytes)..<Int((last - extent.start).bytes)
        guard source.upperBound <= piece.bytes.count else { return }
        let start = Int((first - place.start).bytes)
        replaceSubrange(start..<(start + source.count), with: piece.bytes[source])
    }
}
