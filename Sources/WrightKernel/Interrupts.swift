// SPDX-License-Identifier: MIT

import CLinux

/// SIGINT, which a person sends by Ctrl-C, as something to read: man 2 signalfd.
package struct Interrupts: ~Copyable, Sendable {
    private let descriptor: OwnedDescriptor

    /// Blocks the signal for the thread and those it starts.
    ///
    /// Throws ECANCELED where the program was started with the signal ignored.
    package init() throws(SyscallFailure) {
        let raw = try check(clinux_interrupts_open(), .signals, "take interrupts")
        descriptor = OwnedDescriptor(owning: raw, path: "signalfd")
    }

    /// Waits for a signal up to the end of the period; says whether one came.
    package func wait(for period: Duration) -> Bool {
        Sockets.isReadable(descriptor.raw, within: period) && clinux_signals_next(descriptor.raw) > 0
    }

    /// Ends the process by SIGINT, which a shell has to see: man 2 sigaction.
    package static func yield() { clinux_interrupts_yield() }
}
