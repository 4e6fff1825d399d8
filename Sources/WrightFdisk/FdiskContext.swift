// SPDX-License-Identifier: MIT

import CFdisk
import Glibc
import WrightModel

/// A libfdisk context on a file, and the words libfdisk had to say.
///
/// One thread at a time may use it. The library aborts the process on what it holds to be a programmer's error, so whoever calls it checks first.
final class FdiskContext {
    let handle: OpaquePointer
    private var messages: [String] = []

    private static let debugging: Void = fdisk_init_debug(0)

    /// Has libfdisk examine the file (fdisk_assign_device_by_fd), whose descriptor it neither owns nor closes.
    init(descriptor: CInt, name: String, sectorSize: SectorSize) throws(TableFailure) {
        FdiskContext.debugging
        guard let handle = fdisk_new_context() else { throw TableFailure("libfdisk has no memory for a context") }
        self.handle = handle
        let bytes = CUnsignedInt(sectorSize.count.bytes)
        fdisk_disable_dialogs(handle, 1)
        fdisk_set_ask(handle, FdiskContext.listen, Unmanaged.passUnretained(self).toOpaque())
        fdisk_save_user_sector_size(handle, bytes, bytes)
        fdisk_enable_bootbits_protection(handle, 1)
        try check(fdisk_assign_device_by_fd(handle, descriptor, name, 0), "examine the table")
    }

    // fdisk_deassign_device is left out on purpose: it would call fsync, and by default sync(2) for the whole machine.
    deinit { fdisk_unref_context(handle) }

    /// Throws where a libfdisk call gave a negative errno.
    func check(_ result: CInt, _ purpose: String) throws(TableFailure) {
        guard result < 0 else { return messages.removeAll() }
        throw failure(purpose, reason: String(cString: strerror(-result)))
    }

    /// A new object of libfdisk's, or the failure that there is no memory for it.
    func object(_ made: OpaquePointer?) throws(TableFailure) -> OpaquePointer {
        guard let made else { throw TableFailure("libfdisk has no memory") }
        return made
    }

    private func failure(_ purpose: String, reason: String) -> TableFailure {
        let words = messages.isEmpty ? reason : messages.joined(separator: " ")
        return TableFailure("libfdisk cannot \(purpose): \(words)")
    }

    /// Collects warnings; questions are never answered.
    private static let listen: @convention(c) (OpaquePointer?, OpaquePointer?, UnsafeMutableRawPointer?) -> CInt = {
        _, ask, data in
        guard let ask, let data else { return -EINVAL }
        switch fdisk_asktype(CUnsignedInt(fdisk_ask_get_type(ask))) {
        case FDISK_ASKTYPE_WARN, FDISK_ASKTYPE_WARNX:
            guard let words = fdisk_ask_print_get_mesg(ask) else { return 0 }
            Unmanaged<FdiskContext>.fromOpaque(data).takeUnretainedValue().messages.append(String(cString: words))
            return 0
        case FDISK_ASKTYPE_INFO:
            return 0
        default:
            return -EINVAL
        }
    }
}
