// SPDX-License-Identifier: MIT

import Glibc
package import WrightModel

/// The time of day, which may be set: for people alone, and no decision rests on it.
package enum WallClock {
    /// See: man 2 time.
    package static func now() -> Moment { Moment(clamping: Int64(time(nil))) }

    /// Milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
    ///
    /// See: man 2 clock_gettime.
    package static func milliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
