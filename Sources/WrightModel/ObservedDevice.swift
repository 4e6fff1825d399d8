// SPDX-License-Identifier: MIT

/// A whole block device as sysfs and its ioctls show it.
package struct ObservedDevice: Hashable, Sendable {
    /// The kernel's name: `loop3`, `sdb`.
    package var name: String
    package var number: DeviceNumber
    package var sequence: DiskSequence
    package var size: ByteCount
    package var sectorSize: SectorSize
    package var isReadOnly: Bool
    /// Whether the kernel shows partitions of it at all; some drivers have none (GENHD_FL_NO_PART).
    package var showsPartitions: Bool
    /// What a loop device is bound to; nil for a disk.
    package var binding: LoopBinding?
    /// In the order of their numbers.
    package var partitions: [KernelPartition]
    /// Who uses the whole device; partitions have their own.
    package var uses: [DeviceUse]

    package init(
        name: String, number: DeviceNumber, sequence: DiskSequence, size: ByteCount, sectorSize: SectorSize = .bytes512,
        isReadOnly: Bool = false, showsPartitions: Bool = true, binding: LoopBinding? = nil,
        partitions: [KernelPartition] = [], uses: [DeviceUse] = []
    ) {
        self.name = name
        self.number = number
        self.sequence = sequence
        self.size = size
        self.sectorSize = sectorSize
        self.isReadOnly = isReadOnly
        self.showsPartitions = showsPartitions
        self.binding = binding
        self.partitions = partitions
        self.uses = uses
    }

    package var node: String { "/dev/" + name }

    /// The disk and its partitions.
    package var numbers: [DeviceNumber] { [number] + partitions.map(\.device) }
}

/// How a loop device is bound: `struct loop_info64` and `/sys/block/loopN/loop/`.
package struct LoopBinding: Hashable, Sendable {
    package var backing: BackingIdentity
    /// The path that sysfs gives, which follows renames; with " (deleted)" behind it when the file is unlinked.
    package var path: String
    package var offset: ByteCount
    /// Zero where the loop reaches to the end of the backing.
    package var sizeLimit: ByteCount
    /// `lo_file_name`: the ownership record, or what somebody else wrote there.
    ///
    /// Nil where it could not be read.
    package var reference: String?
    package var directIO: Bool
    /// LO_FLAGS_AUTOCLEAR: somebody has asked to detach it, and its last close will.
    package var autoclear: Bool

    package init(
        backing: BackingIdentity, path: String, offset: ByteCount = .zero, sizeLimit: ByteCount = .zero,
        reference: String?, directIO: Bool = false, autoclear: Bool = false
    ) {
        self.backing = backing
        self.path = path
        self.offset = offset
        self.sizeLimit = sizeLimit
        self.reference = reference
        self.directIO = directIO
        self.autoclear = autoclear
    }

    /// The store whose mark the loop carries.
    package var store: StoreName? { reference.flatMap(StoreName.init(loopReference:)) }

    /// The part of a backing of the given size that the loop shows.
    package func extent(over size: ByteCount) -> Extent {
        Extent(offset: offset, length: sizeLimit > .zero ? sizeLimit : nil, within: size)
    }
}

/// A partition as the kernel shows it.
package struct KernelPartition: Hashable, Sendable {
    package var number: Int
    package var extent: Extent
    /// `loop3p1`, `sdb1`.
    package var name: String
    package var device: DeviceNumber
    package var uses: [DeviceUse]

    package init(number: Int, extent: Extent, name: String, device: DeviceNumber, uses: [DeviceUse] = []) {
        self.number = number
        self.extent = extent
        self.name = name
        self.device = device
        self.uses = uses
    }

    package var node: String { "/dev/" + name }

    /// The number of the last partition of a disk that the kernel shows.
    ///
    /// The kernel's constant is DISK_MAX_PARTS, 256 with the whole disk.
    package static let lastNumber = 255

    /// The name that the kernel gives to a partition: a `p` stands before the number where the disk's name ends in a digit.
    package static func name(of number: Int, on disk: String) -> String {
        let separator = disk.utf8.last.map { (48...57).contains($0) } ?? false ? "p" : ""
        return disk + separator + String(number)
    }
}
