// SPDX-License-Identifier: MIT

import Glibc

/// How much a test has tried: printed where `LOOPWRIGHT_FIGURES` is set, for docs/safety.md.
package enum Figure {
    private static let isWanted = getenv("LOOPWRIGHT_FIGURES") != nil

    /// - Parameter what: what was tried, in the plural: `crash points of a GPT is made`.
    package static func note(_ count: Int, _ what: String) {
        if isWanted { print("figure: \(count) \(what)") }
    }
}
