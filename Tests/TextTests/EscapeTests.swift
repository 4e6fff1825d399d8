// SPDX-License-Identifier: MIT

import Testing
import WrightText

@Suite struct EscapeTests {
    @Test(arguments: [
        ("plain text", "plain text", "plain text"), ("\u{1b}[2J", "\\x1b[2J", "\\x1b[2J"),
        ("a\nb", "a\\x0ab", "a\\x0ab"),
        ("\u{9b}31m", "\\x9b31m", "\\x9b31m"), ("evil\u{202e}gpj", "evil\\u202egpj", "evil\\u202egpj"),
        ("\u{2028}", "\\u2028", "\\u2028"), ("ä 写 🎵", "ä 写 🎵", "\\xe4 \\u5199 \\U0001f3b5"),
        ("\u{e0041}", "\\U000e0041", "\\U000e0041"),
    ])
    func strangersDoNotReachTheTerminal(_ text: String, _ unicode: String, _ ascii: String) {
        #expect(Escape.visible(text) == unicode)
        #expect(Escape.visible(text, asciiOnly: true) == ascii)
    }

    @Test func everyScalarComesOutVisible() {
        for value in UInt32(0)...0x3ff {
            guard let scalar = Unicode.Scalar(value) else { continue }
            #expect(Escape.visible(String(scalar)).unicodeScalars.allSatisfy(Escape.isVisible))
            #expect(Escape.visible(String(scalar), asciiOnly: true).utf8.allSatisfy { (0x20...0x7e).contains($0) })
        }
    }
}
