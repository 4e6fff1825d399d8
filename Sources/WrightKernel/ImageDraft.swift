// SPDX-License-Identifier: MIT

import CLinux
import Glibc

/// An image that has no name yet, or only one that nobody looks for.
struct ImageDraft: ~Copyable {
    let descriptor: OwnedDescriptor
    private let name: String
    private let path: String
    /// Nil where the file has no name at all.
    private let temporary: String?

    /// Opens a draft for the file of this path, in the folder of that path.
    static func open(_ path: String, in folder: borrowing OwnedDescriptor) throws(SyscallFailure) -> ImageDraft {
        guard let name = TrustedPath.name(of: path) else {
            throw SyscallFailure("make '\(path)'", .open, errno: EINVAL, meaning: "it has no file's name")
        }
        do {
            let descriptor = try OwnedDescriptor.open(".", in: folder, [.temporary, .readWrite], shownAs: path)
            return ImageDraft(descriptor: descriptor, name: name, path: path, temporary: nil)
        } catch {
            // EOPNOTSUPP: the file system has no such files; EISDIR: the kernel's part of it has not.
            guard error.errno == EOPNOTSUPP || error.errno == EISDIR else { throw error }
            return try named(name, path, in: folder)
        }
    }

    /// A draft under a temporary name.
    static func named(
        _ name: String, _ path: String, in folder: borrowing OwnedDescriptor
    ) throws(SyscallFailure) -> ImageDraft {
        let temporary = ".\(name).loopwright-new"
        let result = clinux_remove(folder.raw, temporary)
        if result != -ENOENT { try check(result, .remove, "remove '\(folder.path(of: temporary))'") }
        let descriptor = try OwnedDescriptor.open(temporary, in: folder, [.readWrite, .create, .exclusive, .noFollow])
        return ImageDraft(descriptor: descriptor, name: name, path: path, temporary: temporary)
    }

    /// Gives the file its name; EEXIST where another has it.
    func publish(in folder: borrowing OwnedDescriptor) throws(SyscallFailure) {
        let action = "make '\(path)'"
        if let temporary {
            try check(clinux_rename_new(folder.raw, temporary, name), .renameat2, action)
        } else {
            try check(clinux_link_descriptor(descriptor.raw, folder.raw, name), .link, action)
        }
    }

    /// Leaves nothing of a draft that is given up; one without a name goes by itself.
    func discard(in folder: borrowing OwnedDescriptor) {
        if let temporary { _ = clinux_remove(folder.raw, temporary) }
    }
}
