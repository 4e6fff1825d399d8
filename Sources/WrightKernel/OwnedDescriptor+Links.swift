// SPDX-License-Identifier: MIT

import CLinux
import Glibc

/// Symbolic links and folders below an open folder, without following any link on the way.
extension OwnedDescriptor {
    /// Opens a folder in this one, and makes it (0755) where it is to be made.
    package func openFolder(_ name: String, making: Bool) throws(SyscallFailure) -> OwnedDescriptor {
        if making {
            let result = clinux_make_folder(raw, name, 0o755)
            if result != -EEXIST { try check(result, .mkdirat, "make the folder '\(path(of: name))'") }
        }
        return try OwnedDescriptor.open(name, in: self, [.readOnly, .folder, .noFollow])
    }

    /// Makes a symbolic link, in one step where another link has the name; anything else that has it stays (EEXIST).
    package func replaceLink(_ name: String, leadingTo target: String) throws(SyscallFailure) {
        let action = "make the link '\(path(of: name))'"
        let temporary = ".\(name).loopwright-new"
        // One that a crash has left.
        let removed = clinux_remove(raw, temporary)
        if removed != -ENOENT { try check(removed, .remove, action) }
        try check(clinux_make_link(target, raw, temporary), .symlinkat, action)
        let result =
            kind(of: name) == .symbolicLink
            ? clinux_rename(raw, temporary, name) : clinux_rename_new(raw, temporary, name)
        if result < 0 { _ = clinux_remove(raw, temporary) }
        try check(result, .renameat2, action)
    }

    /// Removes a symbolic link; one that is not there is no error, and anything else that has the name stays (EEXIST).
    package func removeLink(_ name: String) throws(SyscallFailure) {
        let action = "remove the link '\(path(of: name))'"
        guard let kind = kind(of: name) else { return }
        guard kind == .symbolicLink else {
            throw SyscallFailure(action, .remove, errno: EEXIST, meaning: "\(kind) has its name")
        }
        try check(clinux_remove(raw, name), .remove, action)
    }

    /// Whether a folder in this one is gone now: it had to be empty.
    package func removeFolder(_ name: String) -> Bool { clinux_remove_folder(raw, name) == 0 }

    private func kind(of name: String) -> FileKind? {
        var status = clinux_file_status()
        return clinux_status_at(raw, name, 0, &status) == 0 ? FileStatus(status).kind : nil
    }
}
