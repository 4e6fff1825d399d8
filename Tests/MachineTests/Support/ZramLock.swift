// SPDX-License-Identifier: MIT

import Glibc
import Testing

/// Whoever makes zram disks that come and go holds it meanwhile, so that their numbers are foreseeable.
final class ZramLock {
    private let file: Int32

    init() throws {
        file = open("/run/lock/loopwright-test-zram", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        try #require(file >= 0 && flock(file, LOCK_EX) == 0)
    }

    deinit { close(file) }
}
