// SPDX-License-Identifier: MIT

import CLinux
import Glibc
import WrightModel

/// A node of a block device that nobody watches: in a folder in memory that is mounted nowhere.
///
/// When the node below /dev that a disk was open for writing by is closed, udevd looks at the disk and at each of its
/// partitions that is there by then once more (IN_CLOSE_WRITE; OPTIONS+="watch" in 60-block.rules). Its watch is on that
/// node, not on the device.
enum UnwatchedNode {
    /// Opens a device by such a node; nil where the kernel or a policy permits none, and the one below /dev has to do.
    ///
    /// - Parameter path: what the device is called in sentences.
    static func open(
        _ number: DeviceNumber, _ options: OpenOptions, shownAs path: String
    ) throws(SyscallFailure) -> OwnedDescriptor? {
        let folder = clinux_private_folder()
        guard folder >= 0 else { return nil }
        let owned = OwnedDescriptor(owning: folder, path: path)
        guard clinux_make_block_node(owned.raw, name, number.raw) == 0 else { return nil }
        do {
            return try OwnedDescriptor.open(name, in: owned, options, shownAs: path)
        } catch {
            // A device policy, or a mount without devices.
            guard error.errno == EPERM || error.errno == EACCES else { throw error }
            return nil
        }
    }

    private static let name = "node"
}
