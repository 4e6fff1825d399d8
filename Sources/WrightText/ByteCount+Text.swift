// SPDX-License-Identifier: MIT

package import WrightModel

/// Sizes as text, in powers of 1024 and with the units a manifest takes.
///
/// - `inWords` loses nothing, and is for sentences and reports: `8 GiB`, `1.5 GiB`, `8188 MiB`, `17.5 KiB`, `1025 B`;
/// - `inBrief` is for pictures, and is cut rather than rounded, so that no size looks larger than it is: `7.99 GiB`;
/// - `inManifest` loses nothing, in whole numbers without a space, as a manifest is written: `8GiB`, `32256`.
extension ByteCount {
    /// The count in the largest unit that needs at most two decimals.
    package var inWords: String {
        text(in: largestUnit { bytes % $0.bytes * 100 % $0.bytes == 0 }, separator: " ")
    }

    /// The count in the largest unit of which it holds one, cut to two decimals.
    package var inBrief: String { text(in: largestUnit { _ in true }, separator: " ") }

    /// The count in the largest unit in which it is a whole number; mere digits are bytes.
    package var inManifest: String {
        let unit = largestUnit { bytes % $0.bytes == 0 }
        return unit.bytes == 1 ? String(bytes) : text(in: unit, separator: "")
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

    private func largestUnit(where isFit: (Unit) -> Bool) -> Unit {
        ByteCount.units.first { bytes.magnitude >= $0.bytes.magnitude && isFit($0) } ?? ByteCount.byte
    }

    private func text(in unit: Unit, separator: String) -> String {
        let (whole, rest) = bytes.magnitude.quotientAndRemainder(dividingBy: unit.bytes.magnitude)
        let hundredths = rest * 100 / unit.bytes.magnitude
        return (bytes < 0 ? "-" : "") + String(whole) + ByteCount.decimals(hundredths) + separator + unit.symbol
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
