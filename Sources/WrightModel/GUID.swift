// SPDX-License-Identifier: MIT

/// A 128-bit identifier, in the byte order in which its text is read (RFC 9562).
package struct GUID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The first and the last eight bytes, most significant first.
    package let high, low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// An identifier from its 16 bytes in text order; nil for any other count.
    package init?(bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        guard bytes.count == 16 else { return nil }
        high = bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes[8...].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// An identifier from its text, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` in either case.
    package init?(_ text: some StringProtocol) {
        var (high, low) = (UInt64(0), UInt64(0))
        var place = 0
        for unit in text.utf8 {
            switch place {
            case 8, 13, 18, 23: guard unit == UInt8(ascii: "-") else { return nil }
            case 0..<36:
                guard let digit = hexadecimalValue(unit) else { return nil }
                high = high << 4 | low >> 60
                low = low << 4 | UInt64(digit)
            default: return nil
            }
            place += 1
        }
        guard place == 36 else { return nil }
        self.init(high: high, low: low)
    }

    /// The 16 bytes in text order.
    package var bytes: [UInt8] {
        [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * UInt64($0))) } }
    }

    /// The text in lower case, as udev writes it.
    package var description: String {
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            text += hexadecimal(byte)
        }
        return text
    }

    package static func < (left: GUID, right: GUID) -> Bool { (left.high, left.low) < (right.high, right.low) }
    package static let zero = GUID(high: 0, low: 0)
}

/// The value of one hexadecimal digit in ASCII, or nil.
package func hexadecimalValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
}

/// A byte as two lower-case hexadecimal digits.
package func hexadecimal(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16)
    return text.utf8.count == 1 ? "0" + text : text
}
