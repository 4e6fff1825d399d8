// SPDX-License-Identifier: MIT

/// A size or an offset on a device, in bytes.
///
/// Signed and 64 bits wide like the kernel's `loff_t`, so that a difference may be negative on its way to a comparison.
package struct ByteCount: Hashable, Comparable, Sendable {
    package var bytes: Int64

    package init(_ bytes: Int64) { self.bytes = bytes }

    package static let zero = ByteCount(0)
    package static let kibibyte = ByteCount(1 << 10)
    package static let mebibyte = ByteCount(1 << 20)
    package static let gibibyte = ByteCount(1 << 30)
    /// The unit of sysfs, of libblkid and of `blkpg` tables: 512 bytes, whatever the device's logical sector size is.
    package static let sysfsSector = ByteCount(512)

    package static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }
    package static func + (left: ByteCount, right: ByteCount) -> ByteCount { ByteCount(left.bytes + right.bytes) }
    package static func - (left: ByteCount, right: ByteCount) -> ByteCount { ByteCount(left.bytes - right.bytes) }
    package static func * (left: ByteCount, right: Int64) -> ByteCount { ByteCount(left.bytes * right) }
    package static func / (left: ByteCount, right: ByteCount) -> Int64 { left.bytes / right.bytes }

    /// The greatest multiple of `unit` that is not above this count; `unit` is positive.
    package func roundedDown(to unit: ByteCount) -> ByteCount { ByteCount(bytes - bytes % unit.bytes) }

    /// The least multiple of `unit` that is not below this count; `unit` is positive.
    package func roundedUp(to unit: ByteCount) -> ByteCount {
        let excess = bytes % unit.bytes
        return excess == 0 ? self : ByteCount(bytes - excess + unit.bytes)
    }

    package func isMultiple(of unit: ByteCount) -> Bool { bytes % unit.bytes == 0 }
}
