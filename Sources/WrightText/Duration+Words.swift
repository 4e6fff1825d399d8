// SPDX-License-Identifier: MIT

extension Duration {
    /// The length as a person says it: `0.6 s`, `75 s`, `20 min`, `5 h`, `3 d`.
    package var inWords: String {
        let parts = components
        switch parts.seconds {
        case 259_200...: return "\(parts.seconds / 86_400) d"
        case 10_800...: return "\(parts.seconds / 3600) h"
        case 600...: return "\(parts.seconds / 60) min"
        case 10...: return "\(parts.seconds) s"
        default: return "\(parts.seconds).\(parts.attoseconds / 100_000_000_000_000_000) s"
        }
    }

    /// The length of a single step, to the tenth of a millisecond where it is short: `0.3 ms`, `48 ms`, `1.2 s`.
    package var inShort: String {
        let tenths = components.attoseconds / 100_000_000_000_000
        switch (components.seconds, tenths) {
        case (0, ..<100): return "\(tenths / 10).\(tenths % 10) ms"
        case (0, _): return "\(tenths / 10) ms"
        default: return inWords
        }
    }

    /// The length in milliseconds, the rest cut off; the longest or the shortest that there is where it is longer.
    package var wholeMilliseconds: Int64 {
        let parts = components
        let (whole, overflow) = parts.seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return parts.seconds > 0 ? .max : .min }
        return whole &+ parts.attoseconds / 1_000_000_000_000_000
    }
}
