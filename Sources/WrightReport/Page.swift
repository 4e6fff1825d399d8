// SPDX-License-Identifier: MIT

import WrightText

/// What a text is set on: how wide it may be, its glyphs and its colours.
package struct Page: Hashable, Sendable {
    /// The columns of the terminal; nil where lines may be as long as they need to be, as in a pipe.
    package var width: Int?
    package var glyphs: Glyphs
    package var palette: Palette

    package init(width: Int? = 80, glyphs: Glyphs = .unicode, palette: Palette = .none) {
        self.width = width
        self.glyphs = glyphs
        self.palette = palette
    }

    /// The columns that lines are set in: at least 20, for nothing can be read in fewer.
    var columns: Int { width.map { max($0, 20) } ?? Int(Int32.max) }

    /// Text that is safe to show on this page, whoever wrote it.
    func text(_ text: String, _ ink: Ink = .plain) -> StyledText {
        StyledText(runs: [.init(text: Escape.visible(text, asciiOnly: glyphs.isASCII), ink: ink)])
    }

    /// Text between double quotation marks, with its own marked.
    func quoted(_ text: String, _ ink: Ink = .plain) -> StyledText {
        self.text(
            "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"") + "\"", ink)
    }

    /// The lines as they are printed, without blanks at their ends.
    func rendered(_ lines: [StyledText]) -> [String] { lines.map { $0.rendered(palette) } }

    /// A text broken at its blanks, with further lines indented.
    ///
    /// A word that is too long is left whole, so that a path can be copied.
    func wrapped(_ text: StyledText, indent: Int) -> [StyledText] {
        flowedSentence(text, after: StyledText(), indent: indent)
    }

    /// A sentence right behind a head, broken at its blanks.
    func flowedSentence(_ sentence: String, after head: StyledText, indent: Int, _ ink: Ink = .plain) -> [StyledText] {
        flowedSentence(text(sentence, ink), after: head, indent: indent)
    }

    /// A text in several inks right behind a head, broken at its blanks.
    func flowedSentence(_ sentence: StyledText, after head: StyledText, indent: Int) -> [StyledText] {
        if !sentence.hasLooseBlanks, head.width + sentence.width <= columns { return [head + sentence] }
        var lines: [StyledText] = []
        var line = head
        var gap = 0
        for word in sentence.words {
            if gap > 0, line.width + gap + word.width > columns {
                lines.append(line)
                line = .spaces(indent) + word
            } else {
                line += .spaces(gap) + word
            }
            gap = 1
        }
        return lines + [line]
    }

    /// The parts side by side, two blanks apart; a part for which there is no more room starts an indented line, and is
    /// broken at its blanks where it is too long for that one too.
    func flowed(_ parts: [StyledText], after head: StyledText = StyledText(), indent: Int) -> [StyledText] {
        var lines: [StyledText] = []
        var line = head
        var isFresh = true
        // Where lines are as long as they need to be, nothing is counted.
        for part in parts where !part.isEmpty {
            let gap = isFresh ? 0 : 2
            if !isFresh, width != nil, line.width + gap + part.width > columns {
                lines.append(line)
                line = .spaces(indent)
                guard !part.isUnbroken else {
                    line += part
                    continue
                }
                let broken = flowedSentence(part, after: line, indent: indent + 2)
                lines += broken.dropLast()
                line = broken.last ?? line
            } else {
                line += .spaces(gap) + part
            }
            isFresh = false
        }
        return lines + [line]
    }
}
