// SPDX-License-Identifier: MIT

import CLinux

/// The processors of the machine.
package enum Processors {
    /// How many are at work: sysconf(3), _SC_NPROCESSORS_ONLN; one where that is not known.
    package static var online: Int { max(1, Int(clinux_processors())) }
}
