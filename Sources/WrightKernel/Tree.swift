// SPDX-License-Identifier: MIT

import CLinux
import Glibc

/// Small looks at a tree of names such as /sys or /proc, where what is not there is an answer and no failure.
package enum Tree {
    /// The names in a folder, in no order; nil where it cannot be listed.
    package static func names(in path: String) -> [String]? { try? listing(of: path) }

    /// The names in a folder, in no order; nil where there is none, and a failure where it is there and cannot be listed.
    package static func listing(of path: String) throws(SyscallFailure) -> [String]? {
        try list(path, in: clinux_working_folder, shownAs: path)?.map(\.name)
    }

    /// The names in an open folder, and what each is a name of, in no order; empty where it cannot be listed.
    package static func entries(in folder: borrowing OwnedDescriptor) -> [(name: String, kind: FileKind)] {
        (try? list(".", in: folder.raw, shownAs: folder.path)) ?? []
    }

    private static func list(
        _ path: String, in folder: Int32, shownAs shown: String
    ) throws(SyscallFailure) -> [(name: String, kind: FileKind)]? {
        var error: Int32 = 0
        guard let listing = clinux_listing_open(folder, path, &error) else {
            if error == -ENOENT { return nil }
            throw SyscallFailure("list '\(shown)'", .open, errno: -error)
        }
        defer { clinux_listing_close(listing) }
        var entries: [(name: String, kind: FileKind)] = []
        var kind = clinux_file_unknown
        while let name = clinux_listing_next(listing, &kind, &error) {
            entries.append((String(cString: name), FileKind(kind)))
        }
        try check(error, .list, "list '\(shown)'")
        return entries
    }

    /// The text of a small file, without its last newline; nil where it cannot be read.
    ///
    /// Up to 4096 bytes: what sysfs gives at most, and longer than any record of ours.
    package static func text(_ path: String) -> String? { text(path, from: clinux_working_folder) }

    /// The same of a file in an open folder: where many are read, the way to them is gone once.
    package static func text(_ name: String, in folder: borrowing OwnedDescriptor) -> String? {
        text(name, from: folder.raw)
    }

    /// The decimal number that is all a small file in an open folder says; nil where it says anything else.
    package static func number(_ name: String, in folder: borrowing OwnedDescriptor) -> Int64? {
        text(name, from: folder.raw).flatMap { Int64($0) }
    }

    private static func text(_ path: String, from folder: Int32) -> String? {
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
            guard let base = buffer.baseAddress else { return nil }
            let count = clinux_read_whole(folder, path, base, buffer.count)
            guard count >= 0 else { return nil }
            let bytes = buffer.prefix(Int(count))
            return String(decoding: bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes, as: UTF8.self)
        }
    }

    /// The text of a file of any length; nil where it cannot be read.
    package static func wholeText(_ path: String) -> String? {
        var bytes: [UInt8] = []
        guard let file = try? OwnedDescriptor.open(path, .readOnly) else { return nil }
        while let more = try? file.read(at: Int64(bytes.count), count: 1 << 16), !more.isEmpty { bytes += more }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Where a symbolic link leads, as it is written; nil where there is none.
    package static func linkTarget(_ path: String) -> String? { linkTarget(path, in: clinux_working_folder) }

    /// The same for a link that is itself open with O_PATH.
    static func linkTarget(of link: borrowing OwnedDescriptor) -> String? { linkTarget("", in: link.raw) }

    /// The path at which an open file or folder lies, with all links followed.
    static func path(of file: borrowing OwnedDescriptor) -> String? { linkTarget("/proc/self/fd/\(file.raw)") }

    /// The path that another one leads to; nil where it leads nowhere.
    static func realPath(_ path: String) -> String? {
        guard let place = try? OwnedDescriptor.open(path, .place) else { return nil }
        return self.path(of: place)
    }

    private static func linkTarget(_ path: String, in folder: Int32) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
            guard let base = buffer.baseAddress else { return nil }
            let count = clinux_read_link(folder, path, base, buffer.count)
            guard count >= 0 else { return nil }
            return String(decoding: UnsafeRawBufferPointer(buffer).prefix(Int(count)), as: UTF8.self)
        }
    }

    /// Whether anything has the name, be it a link that leads nowhere.
    package static func exists(_ path: String) -> Bool {
        FileStatus.at(path, followingLinks: false) != nil
    }
}

/// Changes of the tree that leave it as it is where it is right already.
extension Tree {
    /// Makes a folder of root's own where there is none; its parent is there.
    package static func makeFolder(_ path: String, permissions: UInt32 = 0o755) throws(SyscallFailure) {
        let result = clinux_make_folder(clinux_working_folder, path, permissions)
        if result == -EEXIST, FileStatus.at(path, followingLinks: false)?.kind == .folder { return }
        try check(result, .mkdirat, "make the folder '\(path)'")
    }

    /// Removes a name that is no folder; one that is not there is no error.
    package static func remove(_ path: String) throws(SyscallFailure) {
        let result = clinux_remove(clinux_working_folder, path)
        if result != -ENOENT { try check(result, .remove, "remove '\(path)'") }
    }

    /// Gives a file its contents in one piece: a reader sees the old ones or the new ones, and never a part.
    ///
    /// Nothing is flushed: this is for /run, which does not outlive the power.
    package static func replace(_ path: String, with text: String, temporary: String) throws(SyscallFailure) {
        let file = try OwnedDescriptor.open(
            temporary, [.writeOnly, .create, .truncate, .noFollow], permissions: 0o644)
        try file.write(Array(text.utf8), at: 0)
        try file.close()
        try check(clinux_rename(clinux_working_folder, temporary, path), .renameat, "replace '\(path)'")
    }

    /// Gives a file of root's own its contents in one piece, to stay through a power cut: they are on the medium before
    /// the file has its name, which `syncFolder` has stay as well.
    package static func save(_ path: String, _ bytes: [UInt8], temporary: String) throws(SyscallFailure) {
        let file = try OwnedDescriptor.open(temporary, [.writeOnly, .create, .truncate, .noFollow])
        try file.write(bytes, at: 0)
        try file.sync()
        try file.close()
        try check(clinux_rename(clinux_working_folder, temporary, path), .renameat, "replace '\(path)'")
    }

    /// Has the names in a folder reach the medium.
    package static func syncFolder(_ path: String) throws(SyscallFailure) {
        try OwnedDescriptor.open(path, [.readOnly, .folder, .noFollow]).sync()
    }

    /// All of a file that is no longer than the limit; one byte more of a longer one.
    package static func bytes(_ path: String, limit: Int) throws(SyscallFailure) -> [UInt8] {
        try OwnedDescriptor.open(path, [.readOnly, .noFollow]).read(at: 0, count: limit + 1)
    }
}
