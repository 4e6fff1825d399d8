// SPDX-License-Identifier: MIT

import Glibc

/// How much a test that takes a sample takes: a little where it is one of many, and as much as a variable of the
/// environment says.
package enum Rounds {
    /// How many inputs are made up: `LOOPWRIGHT_MUTATIONS`.
    package static func count(usual: Int) -> Int { number("LOOPWRIGHT_MUTATIONS") ?? usual }

    /// How many states of a disk are tried between two flushes: `LOOPWRIGHT_CRASHES`.
    package static func crashes(usual: Int) -> Int { number("LOOPWRIGHT_CRASHES") ?? usual }

    private static func number(_ variable: String) -> Int? { getenv(variable).flatMap { Int(String(cString: $0)) } }
}
