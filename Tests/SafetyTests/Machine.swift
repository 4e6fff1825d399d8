// SPDX-License-Identifier: MIT

import TestSupport

/// Why a test of this folder does not run, or nil.
enum Machine {
    /// Whether every program is on the search path.
    static func has(_ programs: String...) -> Bool {
        programs.allSatisfy { Command.run(["sh", "-c", "command -v \($0)"])?.status == 0 }
    }
}
