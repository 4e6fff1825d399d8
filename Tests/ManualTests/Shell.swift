// SPDX-License-Identifier: MIT

import TestSupport

/// The programs that a test needs and that a machine may lack.
enum Shell {
    static func has(_ program: String) -> Bool { Command.run(["sh", "-c", "command -v \(program)"])?.status == 0 }
}
