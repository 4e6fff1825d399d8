// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// Sizes and shares as a manifest writes them.
enum SizeText {
    /// K, M, G, T, P with or without `iB` are powers of 1024; `KB` and the like powers of 1000; `B` or nothing, bytes.
    ///
    /// At most 15 decimals, which is as many as the digits of the largest decimal unit.
    static let sizePattern = #"(?=.*[1-9])"# + sizeOrZeroPattern
    static let sizeOrZeroPattern = #"[0-9]+(\.[0-9]{1,15})?([KMGTP](iB|B)?|B)?"#
    /// Above 0 % and at most 100 %, with at most four decimals.
    static let sharePattern = #"(?=.*[1-9])(100(\.0{1,4})?|[1-9]?[0-9](\.[0-9]{1,4})?)%"#

    /// One more than the greatest size: half of what an offset can be (`loff_t`), so that no sum of two overflows.
    static let limit = ByteCount(1 << 62)

    static let sizeRemedy = "write a number with a unit such as 512MiB"

    /// The size, zero included.
    static func size(_ text: String, remedy: String = sizeRemedy) throws(Mistake) -> ByteCount {
        guard let number = Decimal(prefixOf: text, atMostDecimals: 15), let unit = unit(number.rest) else {
            throw Mistake("\(Sentence.quoted(text)) is not a size", remedy)
        }
        guard let whole = number.whole else { throw tooLarge(text) }
        // The fraction is below one, so that the quotient is below the unit.
        let product = number.fraction.multipliedFullWidth(by: unit)
        let part = number.fractionScale.dividingFullWidth(product)
        guard part.remainder == 0 else {
            throw Mistake("\(Sentence.quoted(text)) is not a whole number of bytes", "write it in a smaller unit")
        }
        let (scaled, scaledOverflow) = whole.multipliedReportingOverflow(by: unit)
        let (bytes, overflow) = scaled.addingReportingOverflow(part.quotient)
        guard !scaledOverflow, !overflow, bytes < UInt64(limit.bytes) else { throw tooLarge(text) }
        return ByteCount(Int64(bytes))
    }

    private static func tooLarge(_ text: String) -> Mistake {
        Mistake("\(Sentence.quoted(text)) is larger than any device can be", "write less than 4096PiB")
    }

    /// The share in millionths.
    static func share(_ text: String) throws(Mistake) -> Int64 {
        guard let number = Decimal(prefixOf: text, atMostDecimals: 4), number.rest == "%",
            number.digits == 1 || !text.hasPrefix("0"), number.digits <= 3, let whole = number.whole
        else { throw notAShare(text) }
        let millionths = whole * 10_000 + number.fraction * (10_000 / number.fractionScale)
        guard (1...1_000_000).contains(millionths) else { throw notAShare(text) }
        return Int64(millionths)
    }

    private static func notAShare(_ text: String) -> Mistake {
        Mistake("\(Sentence.quoted(text)) is not a share", "write a percentage above 0% and up to 100% such as 12.5%")
    }

    private static func unit(_ text: Substring) -> UInt64? {
        if text.isEmpty || text == "B" { return 1 }
        guard let letter = text.utf8.first, let exponent = Array("KMGTP".utf8).firstIndex(of: letter) else {
            return nil
        }
        let base: UInt64
        switch Substring(text.utf8.dropFirst()) {
        case "", "iB": base = 1024
        case "B": base = 1000
        default: return nil
        }
        return (0...exponent).reduce(1) { product, _ in product * base }
    }
}

/// An unsigned decimal number at the start of a text, exactly.
private struct Decimal {
    /// Nil where it does not fit into 64 bits.
    let whole: UInt64?
    /// The number of digits before the point.
    let digits: Int
    /// `fraction / fractionScale` is what stands behind the point.
    let fraction: UInt64
    let fractionScale: UInt64
    let rest: Substring

    /// Nil where there is no number, or one with more decimals; `limit` is at most 18.
    init?(prefixOf text: String, atMostDecimals limit: Int) {
        let wholeDigits = text.utf8.prefix(while: Decimal.isDigit)
        guard !wholeDigits.isEmpty else { return nil }
        digits = wholeDigits.count
        whole = UInt64(Substring(wholeDigits))
        let behind = text.utf8[wholeDigits.endIndex...]
        guard behind.first == UInt8(ascii: ".") else {
            (fraction, fractionScale, rest) = (0, 1, Substring(behind))
            return
        }
        let decimals = behind.dropFirst().prefix(while: Decimal.isDigit)
        guard (1...limit).contains(decimals.count), let value = UInt64(Substring(decimals)) else { return nil }
        fraction = value
        fractionScale = decimals.reduce(1) { scale, _ in scale * 10 }
        rest = Substring(behind[decimals.endIndex...])
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
