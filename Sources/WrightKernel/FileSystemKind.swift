// SPDX-License-Identifier: MIT

import CLinux

/// The file systems on which an image behaves in a way of its own: `f_type` of man 2 statfs.
package enum FileSystemKind: Hashable, Sendable {
    /// A read-write opening copies the whole image up.
    case overlay
    /// Copy-on-write: room that was set aside does not keep a later write from running out of it.
    case btrfs
    /// In memory: the image is gone with the power.
    case tmpfs
    case proc
    case other

    init(magic: Int64) {
        self =
            switch magic {
            case clinux_magic_overlay: .overlay
            case clinux_magic_btrfs: .btrfs
            case clinux_magic_tmpfs: .tmpfs
            case clinux_magic_proc: .proc
            default: .other
            }
    }
}
