// SPDX-License-Identifier: MIT

package import WrightModel

/// A block device, whole or partition, as sysfs shows it.
package struct SysfsDisk: Hashable, Sendable {
    /// The name of its node below /dev: `loop3`, `sdb1`, `cciss/c0d0`.
    package var name: String
    package var number: DeviceNumber
    package var size: ByteCount
    package var isReadOnly: Bool
    /// Whether the kernel shows partitions of a whole disk: its `ext_range`, which counts the disk itself, is above one.
    package var showsPartitions: Bool
    /// The disk sequence, of the disk it is on for a partition; nil before Linux 5.15.
    package var sequence: DiskSequence?
    package var sectorSize: SectorSize
    /// The disk that a partition is on; nil for a whole disk.
    package var parent: String?
    /// The number of a partition; nil for a whole disk.
    package var partitionNumber: Int?
    /// In the order of their numbers, with no uses filled in.
    package var partitions: [KernelPartition]

    package var isPartition: Bool { partitionNumber != nil }
    package var node: String { "/dev/" + name }
}

/// What a loop device is bound to, as `/sys/block/loopN/loop/` shows it to everyone.
package struct SysfsLoop: Hashable, Sendable {
    /// Follows renames, and has " (deleted)" behind it when the file is unlinked.
    package var backingFile: String
    package var offset: ByteCount
    package var sizeLimit: ByteCount
    package var directIO: Bool
    package var isAutoclear: Bool
    package var scansPartitions: Bool
}
