// SPDX-License-Identifier: MIT

import CLinux
import Glibc
package import WrightModel

/// A loop device by its name: what it is bound to, and the changes that leave it bound.
package enum LoopDevice {
    /// What a loop is bound to; nil where it is not bound.
    ///
    /// The ioctl is LOOP_GET_STATUS64, which takes root.
    package static func status(of name: String, sysfs: Sysfs = Sysfs()) throws(SyscallFailure) -> LoopBinding? {
        try bound(name, path: sysfs.backingFile(of: name) ?? "")?.binding
    }

    private static func bound(_ name: String, path: String) throws(SyscallFailure) -> BoundLoop? {
        guard let loop = try open(name), let status = try rawStatus(of: loop) else { return nil }
        let binding = LoopBinding(
            backing: status.backing, path: path, offset: status.offset,
            sizeLimit: status.sizeLimit, reference: status.reference, directIO: status.directIO,
            autoclear: status.autoclear)
        return BoundLoop(name: name, binding: binding, sequence: try? BlockDevice.sequence(of: loop))
    }

    /// Every bound loop in the order of the numbers, as far as this process may see.
    ///
    /// Without root no reference is known, and the backing is what the path that sysfs gives leads to: inode 0, which
    /// no file has, where it leads nowhere.
    package static func allBound(sysfs: Sysfs = Sysfs()) -> [BoundLoop] {
        sysfs.allLoopNumbers().compactMap { bound("loop\($0)", sysfs: sysfs) }
    }

    /// What one device is bound to, as far as this process may see; nil where it is no loop, or not bound.
    package static func bound(_ name: String, sysfs: Sysfs = Sysfs()) -> BoundLoop? {
        guard let path = sysfs.backingFile(of: name) else { return nil }
        return (try? bound(name, path: path)) ?? visiblyBound(name, sysfs)
    }

    private static func visiblyBound(_ name: String, _ sysfs: Sysfs) -> BoundLoop? {
        guard let loop = sysfs.loop(named: name) else { return nil }
        let backing = FileStatus.at(loop.backingFile)?.identity ?? .file(device: 0, inode: 0)
        let binding = LoopBinding(
            backing: backing, path: loop.backingFile, offset: loop.offset, sizeLimit: loop.sizeLimit, reference: nil,
            directIO: loop.directIO, autoclear: loop.isAutoclear)
        return BoundLoop(name: name, binding: binding, sequence: sysfs.sequence(of: name))
    }

    /// Writes a mark on a bound loop (`lo_file_name`), and changes nothing else of it.
    ///
    /// The ioctl is LOOP_SET_STATUS64. With `expecting` it fails with ESTALE where the loop is another by now.
    package static func setReference(
        _ reference: String, of name: String, expecting sequence: DiskSequence? = nil
    ) throws(SyscallFailure) {
        let action = "mark '/dev/\(name)' as '\(reference)'"
        let loop = try open(name, expecting: sequence, action)
        // EAGAIN while somebody keeps its pages busy, since Linux 5.0.
        let deadline = ContinuousClock.now + .seconds(10)
        let result = Patience.poll(until: deadline) {
            let result = clinux_loop_set_reference(loop.raw, reference)
            return result == -EAGAIN ? nil : result
        }
        try check(result ?? -EAGAIN, .loopSetStatus, action)
    }

    /// Has a bound loop take over the size its backing has now; sends a uevent with RESIZE=1.
    ///
    /// The ioctl is LOOP_SET_CAPACITY.
    package static func setCapacity(
        of name: String, expecting sequence: DiskSequence? = nil
    ) throws(SyscallFailure) {
        let action = "resize '/dev/\(name)'"
        let loop = try open(name, expecting: sequence, action)
        try check(clinux_loop_set_capacity(loop.raw), .loopSetCapacity, action)
    }

    /// A loop open for reading; nil where there is none of that name, or it is just being unbound.
    ///
    /// Never for writing: closing that would have udev look at the disk again, and on some kernels scan it.
    static func open(_ name: String) throws(SyscallFailure) -> OwnedDescriptor? {
        do {
            return try OwnedDescriptor.open("/dev/" + name, .readOnly)
        } catch {
            guard error.isAbsent else { throw error }
            return nil
        }
    }

    private static func open(
        _ name: String, expecting sequence: DiskSequence?, _ action: String
    ) throws(SyscallFailure) -> OwnedDescriptor {
        let loop = try OwnedDescriptor.open("/dev/" + name, .readOnly)
        if let sequence, try BlockDevice.sequence(of: loop) != sequence {
            let meaning = "it has been bound anew since it was looked at"
            throw SyscallFailure(action, .diskSequence, errno: ESTALE, meaning: meaning)
        }
        return loop
    }
}
