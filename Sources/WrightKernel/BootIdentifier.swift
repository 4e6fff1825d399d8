// SPDX-License-Identifier: MIT

/// What tells one boot of this machine from another: man 5 proc, /proc/sys/kernel/random/boot_id.
package enum BootIdentifier {
    /// Nil where /proc is not mounted.
    package static func current() -> String? { Tree.text("/proc/sys/kernel/random/boot_id") }
}
