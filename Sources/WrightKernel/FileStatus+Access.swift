// SPDX-License-Identifier: MIT

import CLinux

extension FileStatus {
    /// Whether nobody at all may write to what a path leads to: a read-only file system, or a file that is immutable.
    package static func refusesWriting(_ path: String) -> Bool { clinux_refuses_writing(path) != 0 }
}

extension OwnedDescriptor {
    /// Whether somebody has the file open for writing at this moment; false where the file system does not tell.
    package var isOpenForWriting: Bool { clinux_is_open_for_writing(raw) != 0 }
}
