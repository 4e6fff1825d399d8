// SPDX-License-Identifier: MIT

import CLinux
package import WrightModel

/// What is asked of an open block device.
///
/// Partitions are the kernel's (BLKPG), not the table's.
package enum BlockDevice {
    /// Tells the kernel of a partition; the descriptor is of the whole disk, in any mode.
    ///
    /// EBUSY says that the number is taken or that it would overlap another; sysfs tells which.
    /// The ioctl is BLKPG with BLKPG_ADD_PARTITION.
    package static func addPartition(
        number: Int, extent: Extent, on disk: borrowing OwnedDescriptor
    ) throws(SyscallFailure) {
        let result = clinux_blkpg_add(disk.raw, Int32(clamping: number), extent.start.bytes, extent.length.bytes)
        try check(result, .addPartition, "show partition \(number) of '\(disk.path)'")
    }

    /// Takes a partition from the kernel; ENXIO says that it had none of that number.
    ///
    /// The ioctl is BLKPG with BLKPG_DEL_PARTITION.
    package static func deletePartition(number: Int, on disk: borrowing OwnedDescriptor) throws(SyscallFailure) {
        let result = clinux_blkpg_delete(disk.raw, Int32(clamping: number))
        try check(result, .deletePartition, "hide partition \(number) of '\(disk.path)'")
    }

    /// Takes a partition from the kernel as soon as those who look at it in passing, as udev does on its coming, let go.
    ///
    /// One that is gone already is no error; one that is mounted stays, and is EBUSY at the end.
    ///
    /// - Parameter deadline: asked for once, and where it is in use only.
    package static func deletePartition(
        number: Int, on disk: borrowing OwnedDescriptor, until deadline: @autoclosure () -> ContinuousClock.Instant
    ) throws(SyscallFailure) {
        var end: ContinuousClock.Instant?
        while true {
            do {
                return try deletePartition(number: number, on: disk)
            } catch {
                if error.isAbsent { return }
                guard error.isBusy else { throw error }
                let last = end ?? deadline()
                guard ContinuousClock.now < last else { throw error }
                end = last
                Patience.sleep(.milliseconds(10))
            }
        }
    }

    /// Gives a partition another length, mounted or not, and sends no uevent.
    ///
    /// The ioctl is BLKPG with BLKPG_RESIZE_PARTITION.
    package static func resizePartition(
        number: Int, extent: Extent, on disk: borrowing OwnedDescriptor
    ) throws(SyscallFailure) {
        let result = clinux_blkpg_resize(disk.raw, Int32(clamping: number), extent.start.bytes, extent.length.bytes)
        try check(result, .resizePartition, "resize partition \(number) of '\(disk.path)'")
    }

    /// The device's size; the ioctl is BLKGETSIZE64.
    package static func size(of device: borrowing OwnedDescriptor) throws(SyscallFailure) -> ByteCount {
        ByteCount(try check(clinux_block_size(device.raw), .blockSize, "ask '\(device.path)' for its size"))
    }

    /// The bytes of a logical sector; the ioctl is BLKSSZGET.
    package static func sectorSize(of device: borrowing OwnedDescriptor) throws(SyscallFailure) -> ByteCount {
        let bytes = try check(
            clinux_block_sector_size(device.raw), .sectorSize, "ask '\(device.path)' for its sector size")
        return ByteCount(Int64(bytes))
    }

    /// Whether the device takes no writes; the ioctl is BLKROGET.
    package static func isReadOnly(_ device: borrowing OwnedDescriptor) throws(SyscallFailure) -> Bool {
        try check(clinux_block_is_read_only(device.raw), .readOnly, "ask '\(device.path)' for its mode") != 0
    }

    /// The disk's sequence; the ioctl is BLKGETDISKSEQ (Linux 5.15).
    package static func sequence(of device: borrowing OwnedDescriptor) throws(SyscallFailure) -> DiskSequence {
        let value = try check(
            clinux_block_sequence(device.raw), .diskSequence, "ask '\(device.path)' for its disk sequence")
        return DiskSequence(UInt64(value))
    }

    /// Writes out and forgets the device's cached pages; the ioctl is BLKFLSBUF.
    package static func flush(_ device: borrowing OwnedDescriptor) throws(SyscallFailure) {
        try check(clinux_block_flush(device.raw), .flush, "flush the pages of '\(device.path)'")
    }

    /// Whether somebody has claimed the device, one of its partitions or the disk it is on: a mount, swap,
    /// device-mapper, md, or a process with O_EXCL.
    package static func isClaimed(_ node: String) throws(SyscallFailure) -> Bool {
        do {
            _ = try OwnedDescriptor.open(node, [.readOnly, .exclusive])
            return false
        } catch {
            guard error.isBusy else { throw error }
            return true
        }
    }
}
