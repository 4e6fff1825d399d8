// SPDX-License-Identifier: MIT

/// The number of a device node: the C type is `dev_t`.
package struct DeviceNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let major: UInt32
    package let minor: UInt32

    package init(major: UInt32, minor: UInt32) {
        self.major = major
        self.minor = minor
    }

    /// A number from sysfs's `dev` attribute, `MAJOR:MINOR`.
    package init?(sysfs text: Substring) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), let major = UInt32(text[..<colon]),
            let minor = UInt32(text[text.utf8.index(after: colon)...])
        else { return nil }
        self.init(major: major, minor: minor)
    }

    package var description: String { "\(major):\(minor)" }
    package static func < (left: DeviceNumber, right: DeviceNumber) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}

/// The kernel's count of media, raised whenever a disk's contents are replaced and never reused in one boot.
///
/// The ioctl is BLKGETDISKSEQ (Linux 5.15); sysfs and uevents carry it as `diskseq`.
package struct DiskSequence: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let value: UInt64
    package init(_ value: UInt64) { self.value = value }
    package var description: String { String(value) }
    package static func < (left: DiskSequence, right: DiskSequence) -> Bool { left.value < right.value }
}

/// What tells one backing from another: the file's device and inode, or the block device's own number.
///
/// Stable over rename and unlink; LOOP_GET_STATUS64 gives it back as `lo_device`, `lo_inode` and `lo_rdevice`.
package enum BackingIdentity: Hashable, Sendable, CustomStringConvertible {
    case file(device: UInt64, inode: UInt64)
    case device(DeviceNumber)

    package var description: String {
        switch self {
        case .file(let device, let inode): "inode \(inode) of device \(device)"
        case .device(let number): "block device \(number)"
        }
    }
}
