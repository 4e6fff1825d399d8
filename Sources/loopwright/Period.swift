// SPDX-License-Identifier: MIT

import ArgumentParser

/// A length of time on the command line: a whole number with `ms`, `s` or `min`, and seconds without.
struct Period: ExpressibleByArgument {
    private let milliseconds: Int

    static let zero = Period(milliseconds: 0)
    private static let units = [("ms", 1), ("min", 60_000), ("m", 60_000), ("s", 1000), ("", 1000)]

    private init(milliseconds: Int) { self.milliseconds = milliseconds }

    init?(argument: String) {
        guard let (suffix, factor) = Period.units.first(where: { argument.hasSuffix($0.0) }),
            let count = Int(argument.dropLast(suffix.count)), count >= 0
        else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: factor)
        guard !overflow else { return nil }
        milliseconds = product
    }

    var duration: Duration { .milliseconds(milliseconds) }
    var defaultValueDescription: String { "0s" }
}
