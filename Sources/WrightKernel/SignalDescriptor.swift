// SPDX-License-Identifier: MIT

import CLinux

/// A signal that asks the program for something.
package enum Signal: Hashable, Sendable {
    /// SIGTERM or SIGINT.
    case stop
    /// SIGHUP.
    case reload
}

/// SIGTERM, SIGINT and SIGHUP as something to read, in place of something that interrupts: man 2 signalfd.
package struct SignalDescriptor: ~Copyable {
    private let descriptor: OwnedDescriptor

    /// Blocks the signals for the thread and opens the descriptor.
    package init() throws(SyscallFailure) {
        let raw = try check(clinux_signals_open(), .signals, "take signals")
        descriptor = OwnedDescriptor(owning: raw, path: "signalfd")
    }

    /// For epoll.
    package var raw: Int32 { descriptor.raw }

    /// The next signal that came, or nil where none waits; never blocks.
    package func next() throws(SyscallFailure) -> Signal? {
        switch try check(clinux_signals_next(descriptor.raw), .read, "take signals") {
        case clinux_signal_hang_up: .reload
        case clinux_signal_interrupt, clinux_signal_terminate: .stop
        default: nil
        }
    }
}
