// SPDX-License-Identifier: MIT

/// A BSD lock on a whole disk, as everybody who writes to one or probes one asks for it.
///
/// It is on a descriptor of its own that is open for reading only: closing one that is open for writing has udev
/// look at the disk again. BLKPG is best given on that descriptor under a shared lock, which udev takes part in;
/// under an exclusive one udev puts each new partition off by 200 ms. See systemd's BLOCK_DEVICE_LOCKING.
package struct DeviceLock: ~Copyable, Sendable {
    /// The locked disk, open for reading.
    package let descriptor: OwnedDescriptor

    /// Waits for the lock up to the deadline; then the error says who has it.
    package static func take(
        _ node: String, mode: LockMode, deadline: ContinuousClock.Instant
    ) throws(SyscallFailure) -> DeviceLock {
        let descriptor = try OwnedDescriptor.open(node, .readOnly)
        try FileLock.take(mode, on: descriptor, until: deadline)
        return DeviceLock(descriptor: descriptor)
    }

    /// Lets others share the lock.
    ///
    /// The kernel drops the one lock before it takes the other, and who waited for an exclusive one may come between:
    /// man 2 flock. What was found under the exclusive lock is to be looked at again.
    package func downgrade(deadline: ContinuousClock.Instant = .now + .seconds(30)) throws(SyscallFailure) {
        try FileLock.take(.shared, on: descriptor, until: deadline)
    }
}
