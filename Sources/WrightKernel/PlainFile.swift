// SPDX-License-Identifier: MIT

import CLinux
import WrightModel

/// A file of the user's own, for its contents alone: nothing rests on who else may write to it.
package enum PlainFile {
    /// All of a regular file that is no longer than the limit, one byte more of a longer one; nil where none has the name.
    package static func bytes(_ path: String, limit: Int) throws(PathRefusal) -> [UInt8]? {
        do throws(PathRefusal) {
            return try contents(of: try TrustedPath.open(path, .readOnly, trust: .anything), limit)
        } catch {
            if case .absent = error { return nil }
            throw error
        }
    }

    private static func contents(
        of file: borrowing OwnedDescriptor, _ limit: Int
    ) throws(PathRefusal) -> [UInt8] {
        let status = try refusing { () throws(SyscallFailure) in try file.status() }
        guard status.kind == .regular else { throw .unsuitable(component: file.path, kind: status.kind) }
        let count = Int(min(status.size.bytes, Int64(limit))) + 1
        return try refusing { () throws(SyscallFailure) in try file.read(at: 0, count: count) }
    }

    /// Gives a file its contents in one piece: whoever opens it finds the old ones or the new ones.
    ///
    /// A symbolic link of that name is replaced, never followed.
    /// - Parameters:
    ///   - permissions: the mode, less what the umask takes.
    ///   - isLasting: whether it is to stay through a power cut.
    package static func save(
        _ bytes: [UInt8], as path: String, permissions: UInt32 = 0o600, isLasting: Bool = true
    ) throws(PathRefusal) {
        let folder = try TrustedPath.checkFolder(of: path, trust: .anything)
        let name = TrustedPath.name(of: path) ?? ""
        try refusing { () throws(SyscallFailure) in
            try folder.save(bytes, as: name, permissions, isLasting: isLasting)
        }
    }

    private static func refusing<Value>(
        _ body: () throws(SyscallFailure) -> Value
    ) throws(PathRefusal) -> Value {
        do throws(SyscallFailure) {
            return try body()
        } catch {
            throw .failure(error)
        }
    }
}

extension OwnedDescriptor {
    /// Puts a file into this folder, in the place of the one that may have its name.
    fileprivate func save(
        _ bytes: [UInt8], as name: String, _ permissions: UInt32, isLasting: Bool
    ) throws(SyscallFailure) {
        // A name that nobody can foresee: others may write to the folder.
        let temporary = ".\(try GUID.random()).loopwright-new"
        let file = try OwnedDescriptor.open(
            temporary, in: self, [.writeOnly, .create, .exclusive, .noFollow], permissions: permissions)
        do {
            try file.write(bytes, at: 0)
            if isLasting { try file.sync() }
            try check(clinux_rename(raw, temporary, name), .renameat, "replace '\(path(of: name))'")
        } catch {
            _ = clinux_remove(raw, temporary)
            throw error
        }
        if isLasting { try sync() }
    }
}
