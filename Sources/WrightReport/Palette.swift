// SPDX-License-Identifier: MIT

/// What a piece of text means, for its colour.
enum Ink: Hashable, Sendable {
    case plain, heading, faint
    case good, change, waiting, bad
    /// A cell of a picture; neighbours differ.
    case cell(Int)
}

/// The colours of a text: none at all, or those of an ANSI terminal.
package struct Palette: Hashable, Sendable {
    let isColoured: Bool

    /// No colours, for pipes and files and where `NO_COLOR` is set.
    package static let none = Palette(isColoured: false)
    /// The eight colours that every terminal has, so that its user's own choice of them is honoured (ECMA-48 SGR).
    package static let ansi = Palette(isColoured: true)

    func paint(_ text: String, _ ink: Ink) -> String {
        guard isColoured, !text.isEmpty, let code = Palette.code(of: ink) else { return text }
        return "\u{1b}[\(code)m\(text)\u{1b}[0m"
    }

    private static func code(of ink: Ink) -> String? {
        switch ink {
        case .plain: nil
        case .heading: "1"
        case .faint: "2"
        case .good: "32"
        case .change: "33"
        case .waiting: "36"
        case .bad: "1;31"
        // Reversed, so that the text has the terminal's own background colour, dark or light.
        case .cell(let index): "7;\(cells[index % cells.count])"
        }
    }

    private static let cells = [34, 32, 35, 36, 33]
}
