// SPDX-License-Identifier: MIT

import Testing

/// Runs a shell script that must succeed, and gives what it printed without its last newline.
@discardableResult
func shell(_ script: String) throws -> String {
    let output = try must("sh", "-euc", script)
    return output.hasSuffix("\n") ? String(output.dropLast()) : output
}

extension Machine {
    /// Whether every program is on the search path.
    static func has(_ programs: String...) -> Bool {
        programs.allSatisfy { program in (try? run("sh", "-c", "command -v \(program)").status) == 0 }
    }
}
