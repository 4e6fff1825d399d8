// SPDX-License-Identifier: MIT

/// One line of text in several inks, whose width is known before any colour is put on it.
struct StyledText: Hashable, Sendable {
    struct Run: Hashable {
        var text: String
        var ink: Ink
    }

    enum Alignment: Hashable { case left, right }

    private(set) var runs: [Run]
    /// Whether the text is set as one even where it is too long for a line, so that a path can be copied.
    private(set) var isUnbroken = false

    /// A line of runs whose text is safe to show: `Page.text` makes those.
    init(runs: [Run] = []) { self.runs = runs }

    var unbroken: StyledText {
        var text = self
        text.isUnbroken = true
        return text
    }

    static func spaces(_ count: Int) -> StyledText {
        count > 0 ? StyledText(runs: [Run(text: String(repeating: " ", count: count), ink: .plain)]) : StyledText()
    }

    static func + (left: StyledText, right: StyledText) -> StyledText { StyledText(runs: left.runs + right.runs) }
    static func += (left: inout StyledText, right: StyledText) { left.runs += right.runs }

    var isEmpty: Bool { runs.allSatisfy(\.text.isEmpty) }
    var width: Int { runs.reduce(0) { $0 + DisplayWidth.of($1.text) } }

    func padded(to width: Int, _ alignment: Alignment = .left) -> StyledText {
        let padding = StyledText.spaces(width - self.width)
        return alignment == .left ? self + padding : padding + self
    }

    /// Whether blanks stand at an end of the text or next to each other, so that the words with one blank between them
    /// are another text.
    var hasLooseBlanks: Bool {
        var isBehindBlank = true
        for byte in runs.lazy.flatMap(\.text.utf8) {
            let isBlank = byte == UInt8(ascii: " ")
            if isBlank, isBehindBlank { return true }
            isBehindBlank = isBlank
        }
        return isBehindBlank
    }

    /// The words between blanks; a word may be in several inks.
    var words: [StyledText] {
        var words: [StyledText] = []
        var word = StyledText()
        for run in runs {
            let pieces = run.text.split(separator: " ", omittingEmptySubsequences: false)
            for (index, piece) in pieces.enumerated() {
                if index > 0, !word.isEmpty {
                    words.append(word)
                    word = StyledText()
                }
                if !piece.isEmpty { word.runs.append(Run(text: String(piece), ink: run.ink)) }
            }
        }
        return word.isEmpty ? words : words + [word]
    }

    /// The text with its colours and without blanks at its end.
    func rendered(_ palette: Palette) -> String {
        var rest = runs
        while let last = rest.popLast() {
            if let end = last.text.lastIndex(where: { $0 != " " }) {
                rest.append(Run(text: String(last.text[...end]), ink: last.ink))
                break
            }
        }
        // How many runs there are shows in the colours alone.
        return (palette.isColoured ? StyledText.merged(rest) : rest).map { palette.paint($0.text, $0.ink) }.joined()
    }

    /// Fewer runs that look the same: neighbours of one ink become one, with the blanks between them.
    private static func merged(_ runs: [Run]) -> [Run] {
        var merged: [Run] = []
        for run in runs where !run.text.isEmpty {
            if let last = merged.last, last.ink == run.ink {
                merged[merged.count - 1].text += run.text
            } else if let blank = merged.last, blank.isBlank, merged.count > 1, merged[merged.count - 2].ink == run.ink
            {
                merged.removeLast()
                merged[merged.count - 1].text += blank.text + run.text
            } else {
                merged.append(run)
            }
        }
        return merged
    }
}

extension StyledText.Run {
    fileprivate var isBlank: Bool { ink == .plain && text.allSatisfy { $0 == " " } }
}
