// SPDX-License-Identifier: MIT

import CLinux
import Glibc
package import WrightModel

/// The device that gives out loop devices: `/dev/loop-control`, see man 4 loop.
///
/// LOOP_CTL_GET_FREE reserves nothing, so that two programs are given the same number. Those that lock the control
/// device, as systemd and this one do, never meet; the others are met with patience. The lock belongs to the open
/// file: threads that attach at the same time need a LoopControl each.
package struct LoopControl: ~Copyable, Sendable {
    private let descriptor: OwnedDescriptor
    private let sysfs: Sysfs

    private init(descriptor: consuming OwnedDescriptor, sysfs: Sysfs) {
        self.descriptor = descriptor
        self.sysfs = sysfs
    }

    /// Opens the control device; the kernel may load the loop driver for it.
    package static func open(sysfs: Sysfs = Sysfs()) throws(SyscallFailure) -> LoopControl {
        do {
            return LoopControl(descriptor: try OwnedDescriptor.open("/dev/loop-control", .readWrite), sysfs: sysfs)
        } catch {
            var failure = error
            if failure.isAbsent { failure.meaning = "the kernel has no loop driver (modprobe loop)" }
            throw failure
        }
    }

    /// Takes an unbound loop device from the kernel: LOOP_CTL_REMOVE; EBUSY while it is bound or open.
    package func remove(number: Int) throws(SyscallFailure) {
        let result = clinux_loop_remove(descriptor.raw, Int32(clamping: number))
        try check(result, .loopRemove, "remove '/dev/loop\(number)'")
    }

    /// Binds a free loop device to a backing, and makes sure that the kernel did all of what it was asked to.
    ///
    /// Partitions are not scanned for (no LO_FLAGS_PARTSCAN), so that nobody's BLKRRPART makes them vanish; and the
    /// loop outlives this process (no LO_FLAGS_AUTOCLEAR). The backing is open for writing unless the request is
    /// for reading only. `reference` becomes `lo_file_name`.
    ///
    /// - Parameter named: is called with the loop's name and disk sequence as soon as they are known, some microseconds
    ///   after the kernel has sent the event of them, and before anything else is done.
    package func attach(
        _ request: LoopRequest, backing: borrowing OwnedDescriptor, reference: String,
        named: (String, DiskSequence) -> Void = { _, _ in }
    ) throws(LoopFailure) -> AttachedLoop {
        let expected = try LoopExpectation(request, backing: backing)
        let bound = try LoopFailure.wrapping { () throws(SyscallFailure) in
            try bind(request, backing: backing, reference: reference)
        }
        let sequence = try LoopFailure.wrapping { () throws(SyscallFailure) in try BlockDevice.sequence(of: bound) }
        let name = String(bound.path.dropFirst("/dev/".utf8.count))
        named(name, sequence)
        let attached = try expected.check(bound, name: name, sequence: sequence)
        // LOOP_CONFIGURE on a read-only open binds a read-only loop, so the open is for writing. Where it had to be of the
        // node below /dev, its close comes here, where no partition is there to be disturbed.
        _ = consume bound
        try LoopFailure.wrapping { () throws(SyscallFailure) in try settleScan(attached.node) }
        return attached
    }

    /// Opens the disk once, for kernels that still owe the new medium a partition scan.
    ///
    /// Those without commit 267ec4d7223a of 2026 would pay that debt when somebody next opens the disk, and drop every
    /// partition that BLKPG has added by then.
    private func settleScan(_ node: String) throws(SyscallFailure) {
        _ = try OwnedDescriptor.open(node, .readOnly)
    }

    /// The loop that LOOP_CONFIGURE bound, under the lock of the control device.
    private func bind(
        _ request: LoopRequest, backing: borrowing OwnedDescriptor, reference: String
    ) throws(SyscallFailure) -> OwnedDescriptor {
        try lock()
        defer { _ = clinux_unlock(descriptor.raw) }
        var search = LoopSearch(request: request, reference: reference)
        while true {
            do throws(SyscallFailure) {
                let number = try candidate(search.rejected)
                guard let loop = try claim(number, writable: !request.readOnly) else {
                    search.rejected.insert(number)
                    throw SyscallFailure("claim '/dev/loop\(number)'", .open, errno: EBUSY)
                }
                try search.configure(loop, backing: backing)
                return loop
            } catch {
                try search.passOver(error)
            }
        }
    }

    private func lock() throws(SyscallFailure) {
        let deadline = ContinuousClock.now + .seconds(30)
        try FileLock.take(.exclusive, on: descriptor, until: deadline)
    }

    /// The number of a free loop device, with those left out that proved unusable.
    private func candidate(_ rejected: Set<Int>) throws(SyscallFailure) -> Int {
        let number = Int(try check(clinux_loop_get_free(descriptor.raw), .loopGetFree, "find a free loop device"))
        guard rejected.contains(number) else { return number }
        let others = sysfs.allLoopNumbers().filter { !rejected.contains($0) && !sysfs.isBound("loop\($0)") }
        if let other = others.first { return other }
        return Int(try check(clinux_loop_add(descriptor.raw, -1), .loopAdd, "make another loop device"))
    }

    /// A free loop device claimed for this process and rid of a former owner's partitions.
    ///
    /// Nil where somebody else has claimed or bound it, or holds such a partition: no waiting mends a mount. While it
    /// is claimed (O_EXCL) nobody else can bind it: LOOP_CONFIGURE answers EBUSY to all but the claimant.
    private func claim(_ number: Int, writable: Bool) throws(SyscallFailure) -> OwnedDescriptor? {
        let name = "loop\(number)"
        do {
            let loop = try open("/dev/" + name, writable: writable)
            guard try !LoopDevice.isBound(loop), LoopDevice.clearLeftovers(of: name, claimed: loop, sysfs) else {
                return nil
            }
            return loop
        } catch {
            guard error.isBusy else { throw error }
            return nil
        }
    }

    private func open(_ node: String, writable: Bool) throws(SyscallFailure) -> OwnedDescriptor {
        guard writable else { return try openNode(node, [.readOnly, .exclusive]) }
        let number = try openNode(node, .place).status().deviceNumber
        if let loop = try UnwatchedNode.open(number, [.readWrite, .exclusive], shownAs: node) { return loop }
        return try openNode(node, [.readWrite, .exclusive])
    }

    /// Opens a node that devtmpfs may still be about to make, or udev to hand over.
    private func openNode(_ node: String, _ options: OpenOptions) throws(SyscallFailure) -> OwnedDescriptor {
        let deadline = ContinuousClock.now + .milliseconds(400)
        while true {
            do {
                return try OwnedDescriptor.open(node, options)
            } catch {
                let mayPass = error.errno == ENOENT || (error.errno == EACCES && Capabilities.isRoot)
                guard mayPass, ContinuousClock.now < deadline else { throw error }
                Patience.sleep(.milliseconds(25))
            }
        }
    }
}
