// SPDX-License-Identifier: MIT

package import WrightModel

/// One thing that is wrong with a manifest.
package struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
    package let location: SourceLocation
    /// The path of the key, `stores.appliance.partitions[2].size`; empty where the text is not even a tree.
    package let path: String
    /// What is wrong, a clause in lower case.
    package let problem: String
    /// What would be right, a clause in lower case.
    package let remedy: String

    /// `FILE:LINE:COLUMN: PATH: PROBLEM; REMEDY`.
    package var description: String {
        let subject = path.isEmpty ? "" : path + ": "
        return "\(location): \(subject)\(problem); \(remedy)"
    }
}

/// Everything that is wrong with a set of manifest files: by file in the order given, then by position.
package struct Diagnostics: Error, Hashable, Sendable, CustomStringConvertible {
    package let all: [Diagnostic]

    /// One diagnostic a line.
    package var description: String { all.map(\.description).joined(separator: "\n") }
}
