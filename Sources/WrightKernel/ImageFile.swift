// SPDX-License-Identifier: MIT

import CLinux
import Glibc
package import WrightModel

/// Making images and making them longer.
package enum ImageFile {
    /// Makes an image that nobody sees half made, and never puts one in another file's place.
    ///
    /// It is made without a name (O_TMPFILE), with the mode 0600; `fill` writes its table; then it is flushed, gets
    /// its name, and the name is flushed. Where a file system knows no files without names it is made as
    /// `.NAME.loopwright-new`, which a crash may leave and the next attempt removes: callers hold the ProgramLock.
    package static func create(
        path: String, in folder: borrowing OwnedDescriptor, size: ByteCount, allocation: Allocation,
        fill: (borrowing OwnedDescriptor) throws -> Void
    ) throws {
        let draft = try ImageDraft.open(path, in: folder)
        do {
            try extend(draft.descriptor, path: path, from: .zero, to: size, allocation)
            try fill(draft.descriptor)
            try draft.descriptor.sync()
            try draft.publish(in: folder)
        } catch {
            draft.discard(in: folder)
            throw error
        }
        try folder.sync()
    }

    /// Makes an image longer and flushes that; the file has the size `from`, else it is left as it is.
    package static func grow(
        _ image: borrowing OwnedDescriptor, from: ByteCount, to: ByteCount, allocation: Allocation
    ) throws(SyscallFailure) {
        guard try image.size() == from, from <= to else {
            let meaning = "its size is no longer \(from.bytes) bytes"
            throw SyscallFailure("grow '\(image.path)'", .status, errno: ESTALE, meaning: meaning)
        }
        do {
            try extend(image, path: image.path, from: from, to: to, allocation)
        } catch {
            // What fallocate could set aside before it failed is given back.
            _ = clinux_truncate(image.raw, from.bytes)
            throw error
        }
        try image.sync()
    }

    private static func extend(
        _ image: borrowing OwnedDescriptor, path: String, from: ByteCount, to: ByteCount, _ allocation: Allocation
    ) throws(SyscallFailure) {
        let action = "make '\(path)' \(to.bytes) bytes long"
        switch allocation {
        case .sparse: try check(clinux_truncate(image.raw, to.bytes), .ftruncate, action)
        case .full:
            guard from < to else { return }
            // Asked for before, since fallocate fills the file system to the brim before it says that it is full.
            let free = try image.freeSpace()
            let needed = to - from
            guard needed <= free else {
                let meaning = "\(needed.bytes) bytes are needed and \(free.bytes) are free"
                throw SyscallFailure(action, .fallocate, errno: ENOSPC, meaning: meaning)
            }
            try check(clinux_allocate(image.raw, from.bytes, needed.bytes), .fallocate, action)
        }
    }
}
