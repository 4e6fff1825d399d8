// SPDX-License-Identifier: MIT

import Glibc

/// How many inputs a test makes up: a few where it is one of many, and as many as `LOOPWRIGHT_MUTATIONS` says.
package enum Rounds {
    package static func count(usual: Int) -> Int {
        getenv("LOOPWRIGHT_MUTATIONS").flatMap { Int(String(cString: $0)) } ?? usual
    }
}
