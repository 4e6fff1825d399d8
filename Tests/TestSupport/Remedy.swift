// SPDX-License-Identifier: MIT

/// What a blocked store's remedy has to have in it.
package enum Remedy {
    /// Whether something in code is a command, an option to say, or a line of the manifest.
    package static func helps(_ remedy: String) -> Bool {
        remedy.matches(of: /`([^`]+)`/).contains { code in
            let text = code.output.1
            let words = text.split(separator: " ")
            let isLine = text.firstMatch(of: /^[a-z-]+: \S/) != nil
            return isLine || text.hasPrefix("--") || words.first.map { commands.contains(String($0)) } ?? false
        }
    }

    private static let commands: Set = [
        "blkdiscard", "blockdev", "btrfs", "chmod", "chown", "dmesg", "e2fsck", "fallocate", "findmnt", "fuser",
        "gdisk",
        "losetup", "loopwright", "lsattr", "lsblk", "make", "mdadm", "modprobe", "namei", "ntfsresize", "partx",
        "resize2fs",
        "rm", "sfdisk", "sgdisk", "swapoff", "systemd-machine-id-setup", "truncate", "udevadm", "umount", "wipefs",
    ]
}
