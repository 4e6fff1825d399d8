// SPDX-License-Identifier: MIT

import WrightKernel

/// Why a table was not written, or a device not examined: one sentence, with libfdisk's own words where it has any.
package struct TableFailure: Error, Hashable, CustomStringConvertible {
    package let description: String
    /// Whether another table is there than the one that was planned for, so that a new plan may well succeed.
    package let isStale: Bool

    package init(_ description: String, isStale: Bool = false) {
        self.description = description
        self.isStale = isStale
    }

    /// A system call that failed with the current value of errno.
    static func systemCall(_ call: String, _ number: CInt) -> TableFailure {
        TableFailure(SyscallFailure("", call: call, errno: number).reason)
    }
}
