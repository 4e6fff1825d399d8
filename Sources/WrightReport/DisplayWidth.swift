// SPDX-License-Identifier: MIT

/// The number of terminal columns that text takes: two for an ideograph or an emoji, none for a combining mark.
package enum DisplayWidth {
    /// The columns of all characters of a text.
    package static func of(_ text: some StringProtocol) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { $0 + of($1) }
    }

    /// The columns of one character, whatever the number of scalars it is made of.
    package static func of(_ character: Character) -> Int {
        let scalars = character.unicodeScalars
        let isEmojiByRequest = scalars.contains(emojiSelector) && scalars.first?.properties.isEmoji == true
        return isEmojiByRequest ? 2 : scalars.map(columns).max() ?? 0
    }

    /// The text cut to a number of columns, the last of which then hold the ellipsis; empty where that does not fit.
    static func cut(_ text: String, to width: Int, _ ellipsis: String) -> String {
        guard of(text) > width else { return text }
        var room = width - of(ellipsis)
        guard room >= 0 else { return "" }
        let kept = text.prefix { character in
            room -= of(character)
            return room >= 0
        }
        return kept + ellipsis
    }

    private static func columns(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        // The vowels and final consonants of Hangul join the syllable that they follow.
        if (0x1160...0x11ff).contains(scalar.value) { return 0 }
        if scalar.properties.isEmojiPresentation { return 2 }
        return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    private static let emojiSelector: Unicode.Scalar = "\u{fe0f}"

    // The blocks whose East_Asian_Width is W or F (Unicode Standard Annex 11); the standard library does not know it.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115f, 0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf, 0x4e00...0xa4cf, 0xa960...0xa97f,
        0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff01...0xff60, 0xffe0...0xffe6,
        0x16fe0...0x18dff, 0x1aff0...0x1b2ff, 0x1f200...0x1f265, 0x20000...0x3fffd,
    ]
}
