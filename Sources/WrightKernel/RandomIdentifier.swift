// SPDX-License-Identifier: MIT

import CLinux
package import WrightModel

extension GUID {
    /// An identifier that nobody has had: version 4 of RFC 9562, from man 2 getrandom.
    package static func random() throws(SyscallFailure) -> GUID {
        var bytes = [UInt8](repeating: 0, count: 16)
        try check(clinux_random(&bytes, bytes.count), .getrandom, "make an identifier")
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        return GUID(bytes: bytes) ?? .zero
    }
}
