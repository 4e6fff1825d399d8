// SPDX-License-Identifier: MIT

package import WrightModel

/// Waits that double from one try to the next, a little different for each store lest all come at once.
package struct Backoff: Hashable, Sendable {
    package let first: Duration
    package let longest: Duration

    package init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    /// The wait after so many tries in a row, counted from 1.
    ///
    /// Up to a quarter is added to it. Which part is derived from the store's name and the count, so that the same
    /// history always gives the same times.
    package func delay(after tries: Int, for store: StoreName) -> Duration {
        var delay = first
        var left = tries
        // Ends at the longest wait, whatever the count.
        while left > 1, delay < longest {
            delay = delay * 2
            left -= 1
        }
        let share = Int(StableHash.of("\(store)/\(tries)") % 256)
        return min(delay, longest) + min(delay, longest) * share / 1024
    }
}
