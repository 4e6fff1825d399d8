// SPDX-License-Identifier: MIT

import CLinux

/// What this process may do.
package enum Capabilities {
    /// Whether the effective user is root.
    package static var isRoot: Bool { clinux_effective_user() == 0 }
}
