// SPDX-License-Identifier: MIT

import CLinux

/// Waiting for what sends no event: asking again at growing intervals, up to a deadline.
package enum Patience {
    /// The first value that `attempt` gives, or nil once the deadline is over.
    ///
    /// It is asked at least once.
    package static func poll<Value, Failure: Error>(
        until deadline: ContinuousClock.Instant, longest: Duration = .milliseconds(50),
        _ attempt: () throws(Failure) -> Value?
    ) throws(Failure) -> Value? {
        var interval = Duration.milliseconds(1)
        while true {
            if let value = try attempt() { return value }
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { return nil }
            sleep(min(interval, left))
            interval = min(interval * 2, longest)
        }
    }

    /// Blocks the thread for that long, or until a signal comes.
    package static func sleep(_ duration: Duration) { clinux_sleep(max(0, nanoseconds(duration))) }

    /// A duration in whole nanoseconds, the largest number where it is longer than that.
    static func nanoseconds(_ duration: Duration) -> Int64 {
        let parts = duration.components
        let (whole, overflow) = parts.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : whole &+ parts.attoseconds / 1_000_000_000
    }
}
