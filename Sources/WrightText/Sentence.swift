// SPDX-License-Identifier: MIT

/// The small joints of English sentences.
package enum Sentence {
    /// The items as a list: `a`, `a and b`, `a, b and c`.
    package static func list(_ items: [String], conjunction: String = "and") -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " \(conjunction) " + last
    }

    /// The items as a list, each in quotes: `'a', 'b' and 'c'`.
    package static func quotedList(_ items: [String]) -> String { list(items.map(quoted)) }

    /// A count with its noun: `no steps`, `1 step`, `9 steps`.
    package static func count(_ count: Int, _ noun: String, plural: String? = nil) -> String {
        switch count {
        case 0: "no " + (plural ?? noun + "s")
        case 1: "1 " + noun
        default: "\(count) " + (plural ?? noun + "s")
        }
    }

    /// Text that somebody else wrote, in quotes and fit for one line of a terminal: what is not visible is escaped, and
    /// what is longer than 64 characters is cut.
    package static func quoted(_ text: String) -> String {
        let shown = Escape.visible(String(text.unicodeScalars.prefix(longestQuotation)))
        let isCut = text.unicodeScalars.dropFirst(longestQuotation).first != nil
        return "'\(shown)\(isCut ? "…" : "")'"
    }

    private static let longestQuotation = 64
}
