// SPDX-License-Identifier: MIT

import CLinux
import Glibc
import WrightModel

extension LoopDevice {
    /// `struct loop_info64`, as far as it matters.
    struct Status {
        var backing: BackingIdentity
        var offset: ByteCount
        var sizeLimit: ByteCount
        var reference: String
        var directIO: Bool
        var autoclear: Bool
    }

    /// The status of an open loop; nil where it is not bound (ENXIO).
    static func rawStatus(of loop: borrowing OwnedDescriptor) throws(SyscallFailure) -> Status? {
        var status = clinux_loop_status()
        var reference = [CChar](repeating: 0, count: Int(clinux_loop_reference_size))
        let result = clinux_loop_get_status(loop.raw, &status, &reference)
        if result == -ENXIO { return nil }
        try check(result, .loopGetStatus, "ask '\(loop.path)' what it is bound to")
        return Status(status, reference: reference)
    }

    static func isBound(_ loop: borrowing OwnedDescriptor) throws(SyscallFailure) -> Bool {
        try rawStatus(of: loop) != nil
    }

    /// LOOP_CLR_FD: 0 or -errno.
    static func clear(_ loop: borrowing OwnedDescriptor) -> Int32 { clinux_loop_clear(loop.raw) }

    /// Takes the partitions from a free loop that a former owner left on it; false where one stays.
    ///
    /// A loop that is unbound while it has partitions from BLKPG keeps them: they open, give EIO, and get in the way
    /// of the next owner's. The loop is claimed (O_EXCL), so that it cannot be somebody's by now.
    static func clearLeftovers(of name: String, claimed loop: borrowing OwnedDescriptor, _ sysfs: Sysfs) -> Bool {
        for partition in sysfs.partitions(of: name) {
            try? BlockDevice.deletePartition(number: partition.number, on: loop)
        }
        return sysfs.partitions(of: name).isEmpty
    }
}

extension LoopDevice.Status {
    fileprivate init(_ status: clinux_loop_status, reference: [CChar]) {
        backing =
            status.rdevice == 0
            ? .file(device: status.device, inode: status.inode) : .device(DeviceNumber(raw: status.rdevice))
        offset = ByteCount(Int64(clamping: status.offset))
        sizeLimit = ByteCount(Int64(clamping: status.size_limit))
        self.reference = String(
            decoding: reference.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        directIO = status.direct_io != 0
        autoclear = status.autoclear != 0
    }
}
