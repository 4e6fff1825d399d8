// SPDX-License-Identifier: MIT

import CLinux
import Glibc
package import WrightModel

/// An open file that is closed when its owner goes out of scope.
package struct OwnedDescriptor: ~Copyable, Sendable {
    /// The number that the kernel knows the open file by; good for as long as the owner lives.
    package private(set) var raw: Int32
    /// The path as it was given, for sentences.
    package let path: String

    init(owning raw: Int32, path: String) {
        self.raw = raw
        self.path = path
    }

    // A failed close has nothing to tell after fsync, and no reader has anything to lose by it.
    deinit { if raw >= 0 { _ = clinux_close(raw) } }

    /// Opens a path without regard to who may write to it; `permissions` are those of a file that is created.
    package static func open(
        _ path: String, _ options: OpenOptions, permissions: UInt32 = 0o600
    ) throws(SyscallFailure) -> OwnedDescriptor {
        let raw = clinux_open(clinux_working_folder, path, options.rawValue, permissions)
        return OwnedDescriptor(owning: try check(raw, .open, "open '\(path)'"), path: path)
    }

    /// Opens a name in an open folder.
    package static func open(
        _ name: String, in folder: borrowing OwnedDescriptor, _ options: OpenOptions, permissions: UInt32 = 0o600
    ) throws(SyscallFailure) -> OwnedDescriptor {
        try open(name, in: folder, options, permissions: permissions, shownAs: folder.path(of: name))
    }

    static func open(
        _ name: String, in folder: borrowing OwnedDescriptor, _ options: OpenOptions, permissions: UInt32 = 0o600,
        shownAs path: String
    ) throws(SyscallFailure) -> OwnedDescriptor {
        let raw = clinux_open(folder.raw, name, options.rawValue, permissions)
        return OwnedDescriptor(owning: try check(raw, .open, "open '\(path)'"), path: path)
    }

    /// The path of a name in this folder, for sentences.
    func path(of name: String) -> String { path.hasSuffix("/") ? path + name : path + "/" + name }

    /// Closes the file, for those who wrote and want to know: man 2 close.
    package consuming func close() throws(SyscallFailure) {
        let number = raw
        raw = -1
        try check(clinux_close(number), .close, "close '\(path)'")
    }

    /// The bytes from an offset on, fewer than `count` where the file ends before: man 2 pread.
    package func read(at offset: Int64, count: Int) throws(SyscallFailure) -> [UInt8] {
        var failure: Int64 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            guard let base = buffer.baseAddress else { return }
            while filled < count {
                let got = clinux_read_at(raw, base + filled, count - filled, offset &+ Int64(filled))
                guard got > 0 else {
                    failure = got
                    return
                }
                filled += Int(got)
            }
        }
        try check(failure, .read, "read '\(path)'")
        return bytes
    }

    /// Writes all the bytes at an offset: man 2 pwrite.
    package func write(_ bytes: [UInt8], at offset: Int64) throws(SyscallFailure) {
        var failure: Int64 = 0
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while failure >= 0, !rest.isEmpty, let base = UnsafeRawBufferPointer(rebasing: rest).baseAddress {
                let place = offset &+ Int64(rest.startIndex)
                failure = clinux_write_at(raw, base, rest.count, place)
                // A device answers zero at its end; nothing else does for a count above zero.
                if failure == 0 { failure = Int64(-ENOSPC) }
                if failure > 0 { rest = rest.dropFirst(Int(failure)) }
            }
        }
        try check(failure, .write, "write '\(path)'")
    }

    /// Waits until what was written is on the medium: man 2 fsync.
    package func sync() throws(SyscallFailure) {
        try check(clinux_sync(raw), .fsync, "flush '\(path)'")
    }

    /// What the kernel says of the open file: man 2 fstat.
    package func status() throws(SyscallFailure) -> FileStatus {
        var status = clinux_file_status()
        try check(clinux_status(raw, &status), .status, "look at '\(path)'")
        return FileStatus(status)
    }

    /// The size of a regular file, or of a block device by BLKGETSIZE64.
    package func size() throws(SyscallFailure) -> ByteCount {
        let status = try status()
        return status.kind == .blockDevice ? try BlockDevice.size(of: self) : status.size
    }

    /// Whether any byte of a part of a file is not zero; holes are not read.
    package func holdsData(in extent: Extent) throws(SyscallFailure) -> Bool {
        var position = extent.start
        while position < extent.end, let data = try nextData(from: position), data < extent.end {
            let bytes = try read(at: data.bytes, count: Int(min(.mebibyte, extent.end - data).bytes))
            // The end of a file that has become shorter.
            if bytes.isEmpty { return false }
            if bytes.contains(where: { $0 != 0 }) { return true }
            position = data + ByteCount(Int64(bytes.count))
        }
        return false
    }

    /// The first byte that is not in a hole (SEEK_DATA), nil where there is none; where the file system does not know
    /// of holes, the position itself.
    private func nextData(from position: ByteCount) throws(SyscallFailure) -> ByteCount? {
        let found = clinux_seek_data(raw, position.bytes)
        if found == -Int64(ENXIO) { return nil }
        if found == -Int64(EINVAL) || found == -Int64(EOPNOTSUPP) { return position }
        return ByteCount(try check(found, .seekData, "look for data in '\(path)'"))
    }

    /// The room that is left in the file system the file lies in.
    package func freeSpace() throws(SyscallFailure) -> ByteCount {
        ByteCount(try check(clinux_filesystem_free(raw), .filesystem, "look at the file system of '\(path)'"))
    }

    /// The kind of file system the file lies in, where it is one that matters.
    package func fileSystem() throws(SyscallFailure) -> FileSystemKind {
        FileSystemKind(
            magic: try check(clinux_filesystem_magic(raw), .filesystem, "look at the file system of '\(path)'"))
    }
}
