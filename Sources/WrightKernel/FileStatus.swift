// SPDX-License-Identifier: MIT

import CLinux
package import WrightModel

/// What kind of thing a name in the tree stands for: the S_IFMT part of `st_mode`.
package enum FileKind: Hashable, Sendable, CustomStringConvertible {
    case regular, folder, symbolicLink, blockDevice, characterDevice, pipe, socket, unknown

    package var description: String {
        switch self {
        case .regular: "a regular file"
        case .folder: "a folder"
        case .symbolicLink: "a symbolic link"
        case .blockDevice: "a block device"
        case .characterDevice: "a character device"
        case .pipe: "a pipe"
        case .socket: "a socket"
        case .unknown: "something unknown"
        }
    }

    init(_ kind: clinux_file_kind) {
        self =
            switch kind {
            case clinux_file_regular: .regular
            case clinux_file_folder: .folder
            case clinux_file_symbolic_link: .symbolicLink
            case clinux_file_block_device: .blockDevice
            case clinux_file_character_device: .characterDevice
            case clinux_file_pipe: .pipe
            case clinux_file_socket: .socket
            default: .unknown
            }
    }
}

/// What the kernel says of a file: the C type is `struct stat`.
package struct FileStatus: Hashable, Sendable {
    package var kind: FileKind
    /// For a regular file; zero for a device.
    package var size: ByteCount
    /// The file system: `st_dev`, as LOOP_GET_STATUS64 gives it back in `lo_device`.
    package var device: UInt64
    package var inode: UInt64
    /// The number of the device that a node stands for; 0:0 for anything else.
    package var deviceNumber: DeviceNumber
    package var owner: UInt32
    package var group: UInt32
    /// The permission bits, with set-user-ID, set-group-ID and sticky.
    package var permissions: UInt32
    package var linkCount: UInt64
    /// The room that the file takes up in its file system.
    package var allocated: ByteCount

    init(_ status: clinux_file_status) {
        kind = FileKind(status.kind)
        size = ByteCount(status.size)
        device = status.device
        inode = status.inode
        deviceNumber = DeviceNumber(raw: status.rdevice)
        owner = status.owner
        group = status.group
        permissions = status.permissions
        linkCount = status.links
        // st_blocks counts 512 bytes and is bounded by the file system, far below overflow.
        allocated = ByteCount(status.blocks.multipliedReportingOverflow(by: 512).partialValue)
    }

    /// What tells a backing from another: of a block device its number, of anything else its inode.
    package var identity: BackingIdentity {
        kind == .blockDevice ? .device(deviceNumber) : .file(device: device, inode: inode)
    }

    /// The status of what a path leads to, or nil where nothing can be seen there.
    package static func at(_ path: String, followingLinks: Bool = true) -> FileStatus? {
        at(path, from: clinux_working_folder, followingLinks)
    }

    /// The status of what a name in an open folder leads to, or nil where nothing can be seen there.
    package static func at(
        _ name: String, in folder: borrowing OwnedDescriptor, followingLinks: Bool = true
    ) -> FileStatus? {
        at(name, from: folder.raw, followingLinks)
    }

    private static func at(_ path: String, from folder: Int32, _ followingLinks: Bool) -> FileStatus? {
        var status = clinux_file_status()
        guard clinux_status_at(folder, path, followingLinks ? 1 : 0, &status) == 0 else { return nil }
        return FileStatus(status)
    }
}

extension DeviceNumber {
    /// The number in a `dev_t`.
    package init(raw device: UInt64) {
        self.init(major: clinux_device_major(device), minor: clinux_device_minor(device))
    }

    /// The number as a `dev_t`.
    package var raw: UInt64 { clinux_device(major, minor) }
}
