// SPDX-License-Identifier: MIT

import WrightKernel

/// A shared lock on a disk whose table was written, held until udev has worked off what the writing raised.
///
/// udevd answers the close of the writable descriptor by having the kernel read the table anew, which takes every
/// partition away for a moment; it does so under an exclusive lock, and not at all while somebody shares one. A loop
/// that is attached without LO_FLAGS_PARTSCAN needs no shield: BLKRRPART answers EINVAL.
package final class TableShield {
    private let lock: DeviceLock

    init(_ lock: consuming DeviceLock) { self.lock = lock }
}
