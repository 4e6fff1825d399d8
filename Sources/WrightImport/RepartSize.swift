// SPDX-License-Identifier: MIT

import WrightModel

/// A size as systemd writes it: a number, with a fraction or without, and K, M, G, T or P for powers of 1024.
enum RepartSize {
    /// Nil where it is none, or larger than a manifest can say.
    static func read(_ text: String) -> ByteCount? {
        let digits = text.prefix(while: isDigit)
        var rest = text.dropFirst(digits.count)
        var fraction: Substring = ""
        if rest.first == "." {
            fraction = rest.dropFirst().prefix(while: isDigit)
            rest = rest.dropFirst(1 + fraction.count)
            guard (1...9).contains(fraction.count) else { return nil }
        }
        guard !digits.isEmpty, digits.count <= 19, let whole = Int128(digits), let unit = unit(rest) else { return nil }
        let scale = fraction.reduce(Int128(1)) { scale, _ in scale * 10 }
        let bytes = whole * unit + (Int128(fraction) ?? 0) * unit / scale
        return bytes < 1 << 60 ? ByteCount(Int64(bytes)) : nil
    }

    private static func unit(_ text: Substring) -> Int128? {
        if text.isEmpty || text == "B" { return 1 }
        guard text.utf8.count == 1, let letter = text.first, let exponent = Array("KMGTP").firstIndex(of: letter) else {
            return nil
        }
        return 1 << (10 * (exponent + 1))
    }

    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) && character.isASCII }
}
