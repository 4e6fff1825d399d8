// SPDX-License-Identifier: MIT

import WrightKernel

/// A device that nobody else can mount, swap to or stack another device on while this is kept: O_EXCL of man 2 open.
final class DeviceClaim {
    private let descriptor: OwnedDescriptor

    private init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }

    /// Claims a device; where somebody has, that is EBUSY.
    static func take(_ node: String) throws(SyscallFailure) -> DeviceClaim {
        DeviceClaim(try OwnedDescriptor.open(node, [.readOnly, .exclusive]))
    }
}
