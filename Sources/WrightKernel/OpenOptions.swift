// SPDX-License-Identifier: MIT

import CLinux

/// How a file is opened: the flags of man 2 open.
///
/// O_CLOEXEC and O_NOCTTY are always set.
package struct OpenOptions: OptionSet, Hashable, Sendable {
    package let rawValue: Int32
    package init(rawValue: Int32) { self.rawValue = rawValue }

    /// The C constant is O_RDONLY, which has no bit of its own.
    package static let readOnly = OpenOptions(rawValue: clinux_o_read_only)
    /// The C constant is O_RDWR.
    package static let readWrite = OpenOptions(rawValue: clinux_o_read_write)
    /// The C constant is O_WRONLY.
    package static let writeOnly = OpenOptions(rawValue: clinux_o_write_only)
    /// The C constant is O_CREAT.
    package static let create = OpenOptions(rawValue: clinux_o_create)
    /// The C constant is O_EXCL: on a block device a claim that mounts and other claims respect.
    package static let exclusive = OpenOptions(rawValue: clinux_o_exclusive)
    /// The C constant is O_TRUNC.
    package static let truncate = OpenOptions(rawValue: clinux_o_truncate)
    /// The C constant is O_DIRECTORY.
    package static let folder = OpenOptions(rawValue: clinux_o_directory)
    /// The C constant is O_NOFOLLOW.
    package static let noFollow = OpenOptions(rawValue: clinux_o_no_follow)
    /// The C constant is O_NONBLOCK.
    package static let nonBlocking = OpenOptions(rawValue: clinux_o_non_blocking)
    /// The C constant is O_PATH: a place in the tree, with no access to what is there.
    package static let place = OpenOptions(rawValue: clinux_o_path)
    /// The C constant is O_TMPFILE: a file without a name, in the folder that is opened.
    package static let temporary = OpenOptions(rawValue: clinux_o_temporary)
}
