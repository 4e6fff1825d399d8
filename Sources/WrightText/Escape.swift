// SPDX-License-Identifier: MIT

/// Scalars that must not reach a terminal or a manifest as they are, and what is written in their place.
///
/// Labels of partitions and names of files are written by strangers: an escape sequence in one could move the cursor,
/// and a line break in one could put a line of its own into a plan.
package enum Escape {
    /// Whether a scalar has a shape of its own, neither steers a terminal nor turns the direction of the text around it.
    package static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x20...0x7e).contains(scalar.value) }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate, .privateUse, .unassigned:
            return false
        case .format: return scalar == zeroWidthJoiner
        default: return true
        }
    }

    /// The escape of one letter or sign that JSON and YAML understand alike between double quotation marks, where there
    /// is one.
    package static func shortForm(of scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\u{08}": "\\b"
        case "\t": "\\t"
        case "\n": "\\n"
        case "\u{0c}": "\\f"
        case "\r": "\\r"
        default: nil
        }
    }

    /// The scalar as an escape that YAML and a shell's `$'...'` understand alike: `\x1b`, `\u202e`, `\U000e0001`.
    package static func sequence(for scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        let (letter, length) =
            switch scalar.value {
            case ...0xff: ("x", 2)
            case ...0xffff: ("u", 4)
            default: ("U", 8)
            }
        return "\\" + letter + String(repeating: "0", count: length - digits.utf8.count) + digits
    }

    /// The text with escapes in place of all that is not visible and, where `asciiOnly` says so, of all beyond ASCII.
    package static func visible(_ text: String, asciiOnly: Bool = false) -> String {
        // Nearly all there is to show is of letters that need no look at Unicode's tables.
        if text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) { return text }
        let isKept: (Unicode.Scalar) -> Bool = { isVisible($0) && ($0.isASCII || !asciiOnly) }
        guard !text.unicodeScalars.allSatisfy(isKept) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isKept(scalar) {
                result.append(scalar)
            } else {
                result.append(contentsOf: sequence(for: scalar).unicodeScalars)
            }
        }
        return String(result)
    }

    // It holds the parts of an emoji together, and does nothing to anything else.
    private static let zeroWidthJoiner: Unicode.Scalar = "\u{200d}"
}
