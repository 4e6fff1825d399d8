// SPDX-License-Identifier: MIT

/// How often something took how long: from the first event that had a store looked at until the store was converged.
package struct ConvergenceTimes: Hashable, Sendable {
    /// The longest time of each count but the last, which has no bound.
    package static let bounds: [Duration] = [
        .milliseconds(100), .milliseconds(250), .milliseconds(500), .seconds(1), .milliseconds(2500), .seconds(5),
        .seconds(10), .seconds(30), .seconds(60), .seconds(300),
    ]

    /// How many were no longer than each bound and longer than the one before it, and how many were longer than all.
    package private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
    /// All of them together.
    package private(set) var sum = Duration.zero

    package init() {}

    /// The times that were told; nil where it is not told of each bound.
    package init?(counts: [Int], sum: Duration) {
        guard counts.count == self.counts.count, counts.allSatisfy({ $0 >= 0 }) else { return nil }
        self.counts = counts
        self.sum = sum
    }

    package mutating func add(_ time: Duration) {
        let index = ConvergenceTimes.bounds.firstIndex { time <= $0 } ?? ConvergenceTimes.bounds.count
        counts[index] += 1
        sum += time
    }
}
