// SPDX-License-Identifier: MIT

package import WrightModel

/// Sizes as text, in powers of 1024 and with the units a manifest takes.
///
/// - `exact` loses nothing, and is for plans: `8 GiB`, `1.5 GiB`, `8188 MiB`, `17.5 KiB`, `1025 B`;
/// - `short` is for pictures, and is cut rather than rounded, so that no size looks larger than it is: `7.99 GiB`;
/// - `manifest` is `exact` in whole numbers without a space, as a manifest is written: `8GiB`, `32256`.
package enum ByteText {
    /// The count in the largest unit that needs at most two decimals.
    package static func exact(_ count: ByteCount) -> String {
        let unit = largest(in: count) { count.bytes % $0.bytes * 100 % $0.bytes == 0 }
        return text(count, unit, separator: " ")
    }

    /// The count in the largest unit of which it holds one, cut to two decimals.
    package static func short(_ count: ByteCount) -> String {
        text(count, largest(in: count) { _ in true }, separator: " ")
    }

    /// The count in the largest unit in which it is a whole number; mere digits are bytes.
    package static func manifest(_ count: ByteCount) -> String {
        let unit = largest(in: count) { count.bytes % $0.bytes == 0 }
        return unit.bytes == 1 ? String(count.bytes) : text(count, unit, separator: "")
    }

    private struct Unit {
        var symbol: String
        var bytes: Int64
    }

    private static let byte = Unit(symbol: "B", bytes: 1)
    // No unit above PiB: a manifest has none, and a remainder times 100 stays within 64 bits.
    private static let units = [
        Unit(symbol: "PiB", bytes: 1 << 50), Unit(symbol: "TiB", bytes: 1 << 40), Unit(symbol: "GiB", bytes: 1 << 30),
        Unit(symbol: "MiB", bytes: 1 << 20), Unit(symbol: "KiB", bytes: 1 << 10),
    ]

    private static func largest(in count: ByteCount, where isFit: (Unit) -> Bool) -> Unit {
        units.first { count.bytes.magnitude >= $0.bytes.magnitude && isFit($0) } ?? byte
    }

    private static func text(_ count: ByteCount, _ unit: Unit, separator: String) -> String {
        let (whole, rest) = count.bytes.magnitude.quotientAndRemainder(dividingBy: unit.bytes.magnitude)
        let hundredths = rest * 100 / unit.bytes.magnitude
        let sign = count.bytes < 0 ? "-" : ""
        return sign + String(whole) + decimals(hundredths) + separator + unit.symbol
    }

    private static func decimals(_ hundredths: UInt64) -> String {
        switch hundredths {
        case 0: ""
        case let value where value % 10 == 0: ".\(value / 10)"
        case let value where value < 10: ".0\(value)"
        case let value: ".\(value)"
        }
    }
}
