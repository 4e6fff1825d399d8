// SPDX-License-Identifier: MIT

import CLinux

/// A timer that becomes readable: man 2 timerfd_create.
package struct TimerDescriptor: ~Copyable {
    private let descriptor: OwnedDescriptor

    package init() throws(SyscallFailure) {
        let raw = try check(clinux_timer_open(), .timer, "make a timer")
        descriptor = OwnedDescriptor(owning: raw, path: "timerfd")
    }

    /// For epoll.
    package var raw: Int32 { descriptor.raw }

    /// Has the timer go off once, so long from now; at once where that is over already.
    package func set(after duration: Duration) throws(SyscallFailure) {
        let nanoseconds = Patience.nanoseconds(max(duration, .zero))
        try check(clinux_timer_set(descriptor.raw, nanoseconds), .timerSet, "set a timer")
    }

    /// Takes notice of a timer that went off.
    package func clear() throws(SyscallFailure) {
        try check(clinux_timer_clear(descriptor.raw), .read, "read a timer")
    }
}
