// SPDX-License-Identifier: MIT

import CLinux

/// What a thread rings for another one that waits in epoll: man 2 eventfd.
package struct Doorbell: ~Copyable, Sendable {
    private let descriptor: OwnedDescriptor

    package init() throws(SyscallFailure) {
        let raw = try check(clinux_bell_open(), .bell, "make a doorbell")
        descriptor = OwnedDescriptor(owning: raw, path: "eventfd")
    }

    /// For epoll: readable once the bell was rung.
    package var raw: Int32 { descriptor.raw }

    /// Rings; the only way to fail is a descriptor that is none.
    package func ring() { _ = clinux_bell_ring(descriptor.raw) }

    /// Takes notice of the bell.
    package func clear() throws(SyscallFailure) {
        try check(clinux_bell_clear(descriptor.raw), .read, "read a doorbell")
    }
}
