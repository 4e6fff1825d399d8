// SPDX-License-Identifier: MIT

/// An interpreter that knows nothing of this project: what it reads back is what was written.
///
/// It is the system's own, which has the modules that `packaging/prepare` installs, whatever else lies on the path.
package enum Python {
    /// Whether modules of these names can be imported.
    package static func has(_ modules: String...) -> Bool {
        run("import " + modules.joined(separator: ", "), input: "") != nil
    }

    /// What a script prints when it is given `input`, or nil where it cannot be run or fails.
    package static func run(_ script: String, input: String) -> String? {
        guard let outcome = Command.run(["/usr/bin/python3", "-c", script], input: input), outcome.status == 0 else {
            return nil
        }
        return outcome.output
    }
}
