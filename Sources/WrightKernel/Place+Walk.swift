// SPDX-License-Identifier: MIT

import Glibc

extension Place {
    /// As many links as the kernel itself follows on one path: see man 7 path_resolution.
    private static let mostLinks = 40

    /// Goes to a place component by component, and checks each folder before a name in it is believed.
    ///
    /// Every component is opened with O_PATH and O_NOFOLLOW in the folder before it, so that what was checked is
    /// what is gone through; a link that only root can have made is resolved by hand.
    static func walking(_ path: String) throws(PathRefusal) -> Place {
        var pending = components(of: path)
        var folder = try root()
        var linksLeft = mostLinks
        while let name = pending.popLast() {
            let folderStatus = try observe(folder)
            try TrustedPath.checkFolder(folder.path, folderStatus)
            let found = try look(at: name, in: folder)
            let status = try observe(found)
            if status.kind == .symbolicLink {
                try checkLink(found, status, in: folderStatus)
                guard linksLeft > 0 else { throw tooManyLinks(path) }
                linksLeft -= 1
                let target = Tree.linkTarget(of: found) ?? ""
                pending += components(of: target)
                if target.hasPrefix("/") { folder = try root() }
            } else if pending.isEmpty {
                return Place(descriptor: found, status: status, folder: folder, name: name, follows: false)
            } else {
                guard status.kind == .folder else { throw .absent(component: found.path) }
                folder = found
            }
        }
        return try end(in: folder)
    }
}

/// The components of a path, the last one first; `.` stands for nothing.
private func components(of path: String) -> [String] {
    path.split(separator: "/").filter { $0 != "." }.map(String.init).reversed()
}

/// A path without components is the folder it starts in.
private func end(in folder: consuming OwnedDescriptor) throws(PathRefusal) -> Place {
    let found = try look(at: ".", in: folder, shownAs: folder.path)
    let status = try observe(found)
    return Place(descriptor: found, status: status, folder: folder, name: ".", follows: false)
}

private func root() throws(PathRefusal) -> OwnedDescriptor {
    do { return try OwnedDescriptor.open("/", .place) } catch { throw .failure(error) }
}

private func look(
    at name: String, in folder: borrowing OwnedDescriptor, shownAs path: String? = nil
) throws(PathRefusal) -> OwnedDescriptor {
    let path = path ?? folder.path(of: name)
    do {
        return try OwnedDescriptor.open(name, in: folder, [.place, .noFollow], shownAs: path)
    } catch {
        throw PathRefusal(error, component: path)
    }
}

private func observe(_ descriptor: borrowing OwnedDescriptor) throws(PathRefusal) -> FileStatus {
    do { return try descriptor.status() } catch { throw .failure(error) }
}

/// A link is followed where root alone could have made it, and where its text is all there is to it.
///
/// The links of /proc/PID/fd and their like lead elsewhere than their text says (man 5 proc).
private func checkLink(
    _ link: borrowing OwnedDescriptor, _ status: FileStatus, in folder: FileStatus
) throws(PathRefusal) {
    try TrustedPath.checkOwner(link.path, status)
    guard !folder.isWritableByOthers else {
        throw .untrusted(
            component: link.path, reason: "it is a symbolic link in a folder that others than root may write to",
            remedy: "name what it leads to")
    }
    let fileSystem: FileSystemKind
    do { fileSystem = try link.fileSystem() } catch { throw .failure(error) }
    guard fileSystem != .proc else {
        throw .untrusted(component: link.path, reason: "it is a link of /proc", remedy: "name what it leads to")
    }
}

private func tooManyLinks(_ path: String) -> PathRefusal {
    .failure(SyscallFailure("open '\(path)'", .open, errno: ELOOP, meaning: "too many symbolic links lie on the way"))
}
