// SPDX-License-Identifier: MIT

import WrightKernel

/// Why a table was not written, or a device not examined: one sentence, with libfdisk's own words where it has any.
package struct TableFailure: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }

    /// A system call that failed with the current value of errno.
    static func systemCall(_ call: String, _ number: CInt) -> TableFailure {
        TableFailure(SyscallFailure("", call: call, errno: number).reason)
    }
}
