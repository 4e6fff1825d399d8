// SPDX-License-Identifier: MIT

/// Scalars as YAML 1.1 and 1.2 parsers alike read them back as exactly the text they were.
package enum YAMLText {
    /// The text bare where no parser could take it for anything but text, else between double quotation marks.
    package static func scalar(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

    /// The text between double quotation marks, with escapes for all that would not come back or could not be seen.
    package static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if let escape = Escape.shortForm(of: scalar) {
                result += escape
            } else if Escape.isVisible(scalar) {
                result.unicodeScalars.append(scalar)
            } else {
                result += Escape.sequence(for: scalar)
            }
        }
        return result + "\""
    }

    /// Starts with a letter or a slash, so it is no number, date, indicator or empty; and is none of YAML's own words.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first) || first == UInt8(ascii: "/") else { return false }
        return text.utf8.allSatisfy(isPlain) && !words.contains(text.lowercased())
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "/._+-@".utf8.contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    // YAML 1.1's booleans and nulls (yaml.org/type/bool.html); 1.2 has fewer.
    private static let words: Set<String> = ["y", "yes", "n", "no", "true", "false", "on", "off", "null"]
}
