// SPDX-License-Identifier: MIT

import Glibc

/// The answers that a caller goes on from.
extension SyscallFailure {
    /// Somebody else uses the object: EBUSY.
    package var isBusy: Bool { errno == EBUSY }
    /// There is no such object: ENOENT, ENXIO or ENODEV.
    package var isAbsent: Bool { [ENOENT, ENXIO, ENODEV].contains(errno) }
    /// The name is taken: EEXIST.
    package var isTaken: Bool { errno == EEXIST }
    /// A lock is held by somebody else: EAGAIN.
    package var wouldWait: Bool { errno == EAGAIN }
    /// Not permitted: EACCES or EPERM.
    package var isForbidden: Bool { errno == EACCES || errno == EPERM }
    /// No room is left: ENOSPC or EDQUOT.
    package var isOutOfRoom: Bool { errno == ENOSPC || errno == EDQUOT }
}
