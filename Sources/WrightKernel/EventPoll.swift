// SPDX-License-Identifier: MIT

import CLinux
import Glibc

/// Waits for many descriptors at once: man 7 epoll.
package struct EventPoll: ~Copyable {
    /// What is waited for on a descriptor.
    package enum Interest: Hashable, Sendable {
        /// Something can be read: EPOLLIN.
        case readable
        /// The file of /proc has other contents now: EPOLLPRI.
        case changed
    }

    private let descriptor: OwnedDescriptor

    package init() throws(SyscallFailure) {
        let raw = try check(clinux_poll_open(), .poll, "wait for events")
        descriptor = OwnedDescriptor(owning: raw, path: "epoll")
    }

    /// Has a descriptor watched for as long as it is open; `key` comes back when there is something.
    package func add(_ watched: Int32, for interest: Interest, key: UInt64) throws(SyscallFailure) {
        let wanted = interest == .readable ? clinux_poll_readable : clinux_poll_changed
        try check(clinux_poll_add(descriptor.raw, watched, wanted, key), .pollAdd, "wait for events")
    }

    /// Waits for as long as it takes, and gives the keys of what there is something for; none where a signal came.
    package func wait() throws(SyscallFailure) -> [UInt64] {
        var keys = [UInt64](repeating: 0, count: 16)
        let count = clinux_poll_wait(descriptor.raw, &keys, Int32(keys.count))
        if count == -EINTR { return [] }
        return Array(keys.prefix(Int(try check(count, .pollWait, "wait for events"))))
    }
}
