// SPDX-License-Identifier: MIT

import Glibc
package import WrightModel

/// The time of day, which may be set: for people alone, and no decision rests on it.
package enum WallClock {
    /// See: man 2 time.
    package static func now() -> Moment { Moment(clamping: Int64(time(nil))) }
}
