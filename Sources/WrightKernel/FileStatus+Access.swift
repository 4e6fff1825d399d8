// SPDX-License-Identifier: MIT

import CLinux

extension FileStatus {
    /// Whether nobody at all may write to what a path leads to: a read-only file system, or a file that is immutable.
    package static func refusesWriting(_ path: String) -> Bool { clinux_refuses_writing(path) != 0 }
}
