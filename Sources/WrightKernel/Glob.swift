// SPDX-License-Identifier: MIT

import CLinux

/// A shell glob: `*`, `?` and `[...]`, with the meaning of man 3 fnmatch.
package struct Glob: Hashable, Sendable {
    package let text: String
    package init(_ text: String) { self.text = text }

    /// Whether the glob stands for the whole of `candidate`.
    package func matches(_ candidate: String) -> Bool { clinux_matches(text, candidate) != 0 }
}
