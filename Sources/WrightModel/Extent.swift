// SPDX-License-Identifier: MIT

/// A run of bytes on a device: the half-open range from `start` to `end`.
package struct Extent: Hashable, Sendable {
    package var start: ByteCount
    package var length: ByteCount

    package init(start: ByteCount, length: ByteCount) {
        self.start = start
        self.length = length
    }

    package init(from start: ByteCount, to end: ByteCount) {
        self.init(start: start, length: end - start)
    }

    /// The part of something of the given size that an offset and a length name, cut off at its end; without a length
    /// up to the end.
    ///
    /// Neither is negative.
    package init(offset: ByteCount, length: ByteCount?, within size: ByteCount) {
        let start = min(offset, size)
        self.init(start: start, length: min(length ?? size - start, size - start))
    }

    /// The first byte behind the extent.
    package var end: ByteCount { start + length }

    package func overlaps(_ other: Extent) -> Bool { start < other.end && other.start < end }
    package func contains(_ other: Extent) -> Bool { start <= other.start && other.end <= end }
}
