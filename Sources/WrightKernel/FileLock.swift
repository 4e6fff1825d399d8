// SPDX-License-Identifier: MIT

import CLinux
import Glibc
import WrightModel

/// How a BSD lock is held: man 2 flock.
package enum LockMode: Hashable, Sendable {
    case shared, exclusive
}

/// Taking BSD locks with patience that ends.
enum FileLock {
    static func tryTake(_ mode: LockMode, on file: borrowing OwnedDescriptor) throws(SyscallFailure) -> Bool {
        let result = mode == .shared ? clinux_lock_shared(file.raw) : clinux_lock_exclusive(file.raw)
        if result == -EAGAIN { return false }
        try check(result, .flock, "lock '\(file.path)'")
        return true
    }

    /// Asks for the lock until the deadline, and then names who has it.
    ///
    /// udev holds a shared lock for as long as it looks at a disk, and others hold theirs while they write: a lock
    /// is waited for as a rule, and a wait without an end would hide whoever forgot to let go.
    static func take(
        _ mode: LockMode, on file: borrowing OwnedDescriptor, until deadline: ContinuousClock.Instant
    ) throws(SyscallFailure) {
        while try !tryTake(mode, on: file) {
            guard ContinuousClock.now < deadline else { throw try refusal(file) }
            Patience.sleep(.milliseconds(5))
        }
    }

    private static func refusal(_ file: borrowing OwnedDescriptor) throws(SyscallFailure) -> SyscallFailure {
        let status = try file.status()
        let holders = LockHolders.read().processes(device: DeviceNumber(raw: status.device), inode: status.inode)
        let names = holders.map { "process \($0) (\(ProcessName.of($0) ?? "gone"))" }.joined(separator: ", ")
        let meaning = names.isEmpty ? nil : "\(names) has held its lock all the while"
        return SyscallFailure("lock '\(file.path)'", .flock, errno: EAGAIN, meaning: meaning)
    }
}
