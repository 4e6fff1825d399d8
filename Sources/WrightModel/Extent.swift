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

    /// The first byte behind the extent.
    package var end: ByteCount { start + length }

    package func overlaps(_ other: Extent) -> Bool { start < other.end && other.start < end }
    package func contains(_ other: Extent) -> Bool { start <= other.start && other.end <= end }
}
