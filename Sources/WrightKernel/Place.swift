// SPDX-License-Identifier: MIT

import Glibc

/// Something in the tree that has been looked at and not opened yet (O_PATH), with the name that leads to it.
struct Place: ~Copyable {
    /// The thing itself, whatever becomes of its name.
    let descriptor: OwnedDescriptor
    let status: FileStatus
    /// Where `name` counts from; a name that is an absolute path counts from nowhere.
    let folder: OwnedDescriptor
    let name: String
    /// Whether a link may stand at the end of `name`.
    let follows: Bool

    var path: String { descriptor.path }

    /// Looks at what a path leads to, as any open would.
    static func following(_ path: String) throws(PathRefusal) -> Place {
        do {
            let descriptor = try OwnedDescriptor.open(path, .place)
            let status = try descriptor.status()
            let root = try OwnedDescriptor.open("/", .place)
            return Place(descriptor: descriptor, status: status, folder: root, name: path, follows: true)
        } catch {
            throw PathRefusal(error, component: path)
        }
    }

    /// Checks that the thing is of a kind that is opened here at all.
    ///
    /// It comes before all else: nobody is to be told to `chmod` what turns out to be /dev/null.
    func checkKind() throws(PathRefusal) {
        guard [.regular, .blockDevice, .folder].contains(status.kind) else {
            throw .unsuitable(component: path, kind: status.kind)
        }
    }

    /// Checks the thing at the end of a path: its owner and, for what has contents of its own, who may write to it.
    ///
    /// A disk's node is writable by the group `disk` everywhere.
    func checkObject() throws(PathRefusal) {
        try TrustedPath.checkOwner(path, status)
        guard status.kind == .blockDevice || !status.isWritableByOthers else { throw TrustedPath.writable(path) }
    }

    /// Opens the thing for use, and makes sure that it is the one that was looked at.
    func open(_ options: OpenOptions, asGiven path: String) throws(PathRefusal) -> OwnedDescriptor {
        do throws(SyscallFailure) {
            // Without waiting, in case a pipe has taken the name by now.
            let flags = options.union(follows ? .nonBlocking : [.nonBlocking, .noFollow])
            let opened = try OwnedDescriptor.open(name, in: folder, flags, shownAs: path)
            guard try opened.status().identity == status.identity else {
                let meaning = "another file has taken its place"
                throw SyscallFailure("open '\(path)'", .open, errno: ESTALE, meaning: meaning)
            }
            return opened
        } catch {
            throw PathRefusal(error, component: self.path)
        }
    }
}

extension PathRefusal {
    init(_ failure: SyscallFailure, component: String) {
        self = failure.errno == ENOENT || failure.errno == ENOTDIR ? .absent(component: component) : .failure(failure)
    }
}

extension FileStatus {
    /// Whether somebody who is not root may write: by the mode for everybody, or for a group that is not root's.
    var isWritableByOthers: Bool { permissions & 0o002 != 0 || (permissions & 0o020 != 0 && group != 0) }
    /// The C constant is S_ISVTX.
    var isSticky: Bool { permissions & 0o1000 != 0 }
    var isTrustedOwner: Bool { owner == 0 || owner == geteuid() }
}
