// SPDX-License-Identifier: MIT

/// A moment by the wall clock, to the second, in the years 1970 to 9999.
package struct Moment: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Counted from 1970-01-01T00:00:00Z, without leap seconds.
    package let seconds: Int64

    private static let known: ClosedRange<Int64> = 0...253_402_300_799
    private static let day: Int64 = 86_400

    package init?(seconds: Int64) {
        guard Moment.known.contains(seconds) else { return nil }
        self.seconds = seconds
    }

    /// The nearest moment that there is: a clock may be set to anything.
    package init(clamping seconds: Int64) {
        self.seconds = min(max(seconds, Moment.known.lowerBound), Moment.known.upperBound)
    }

    package static func < (left: Moment, right: Moment) -> Bool { left.seconds < right.seconds }

    /// The text of ISO 8601 and RFC 3339, in UTC: `2026-11-22T18:41:10Z`.
    package var description: String {
        let (year, month, day) = date
        let second = seconds % Moment.day
        let time = [second / 3600, second / 60 % 60, second % 60].map(Moment.twoDigits).joined(separator: ":")
        return "\(year)-\(Moment.twoDigits(month))-\(Moment.twoDigits(day))T\(time)Z"
    }

    private static func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// The date in the Gregorian calendar, whose pattern repeats every 400 years of 146,097 days; a year is taken to
    /// begin in March, so that a leap day is its last.
    private var date: (year: Int64, month: Int64, day: Int64) {
        // From 0000-03-01 on.
        let days = seconds / Moment.day + 719_468
        let (era, dayOfEra) = days.quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let year = era * 400 + yearOfEra + (month < 10 ? 0 : 1)
        return (year, month < 10 ? month + 3 : month - 9, dayOfYear - (153 * month + 2) / 5 + 1)
    }
}
