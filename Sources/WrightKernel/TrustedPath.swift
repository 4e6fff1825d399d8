// SPDX-License-Identifier: MIT

import Glibc

/// Opening a path only where nobody but root could have decided what it leads to.
package enum TrustedPath {
    /// Opens what an absolute path leads to: a regular file, a block device or a folder.
    package static func open(
        _ path: String, _ options: OpenOptions, trust: PathTrust
    ) throws(PathRefusal) -> OwnedDescriptor {
        let place = try find(path, trust)
        try place.checkKind()
        if trust == .rootOnly { try place.checkObject() }
        return try place.open(options, asGiven: path)
    }

    /// Opens the folder that a file of this path lies in, for making the file there and for flushing its name.
    package static func checkFolder(of path: String, trust: PathTrust) throws(PathRefusal) -> OwnedDescriptor {
        guard let name = name(of: path) else {
            throw .failure(SyscallFailure("make '\(path)'", .open, errno: EINVAL, meaning: "it has no file's name"))
        }
        let folder = folder(of: path, before: name)
        let place = try find(folder, trust)
        guard place.status.kind == .folder else { throw .absent(component: place.path) }
        if trust == .rootOnly { try checkFolder(place.path, place.status) }
        return try place.open([.readOnly, .folder], asGiven: folder)
    }

    /// The last component of a path, where that names a file: not empty, `.` or `..`.
    package static func name(of path: String) -> String? {
        let components = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard let last = components.last.map({ String(Substring($0)) }), !["", ".", ".."].contains(last) else {
            return nil
        }
        return last
    }

    /// The path without the name at its end and the slash before that, which stays where it is the root.
    private static func folder(of path: String, before name: String) -> String {
        let way = path.utf8.dropLast(name.utf8.count + 1)
        return way.isEmpty && path.hasPrefix("/") ? "/" : String(Substring(way))
    }

    private static func find(_ path: String, _ trust: PathTrust) throws(PathRefusal) -> Place {
        guard path.hasPrefix("/"), !path.utf8.contains(0) else {
            let meaning = "it is no absolute path"
            throw .failure(SyscallFailure("open '\(path)'", .open, errno: EINVAL, meaning: meaning))
        }
        switch trust {
        case .anything: return try Place.following(path)
        case .rootOnly: return try Place.walking(path)
        }
    }

    /// Checks that nobody but root can put another thing in the place of what root has in a folder.
    ///
    /// In a sticky folder such as /tmp that holds for what root owns, and only where root owns the folder as well.
    static func checkFolder(_ path: String, _ status: FileStatus) throws(PathRefusal) {
        try checkOwner(path, status)
        guard !status.isWritableByOthers || status.isSticky else { throw writable(path) }
    }

    static func checkOwner(_ path: String, _ status: FileStatus) throws(PathRefusal) {
        guard !status.isTrustedOwner else { return }
        let option = status.kind == .symbolicLink ? "-h " : ""
        throw .untrusted(
            component: path, reason: "it belongs to user \(status.owner)", remedy: "chown \(option)root '\(path)'")
    }

    static func writable(_ path: String) -> PathRefusal {
        .untrusted(component: path, reason: "others than root may write to it", remedy: "chmod go-w '\(path)'")
    }
}
