// SPDX-License-Identifier: MIT

import TestSupport
import Testing

/// A manual page by its source, as far as the tests read mdoc(7): sections, the heads of list items, and literal blocks.
struct ManualPage: Sendable, CustomTestStringConvertible {
    /// The file's name, such as `loopwright.8`.
    let name: String
    let lines: [String]

    static let folder = "docs/man"
    static let all = Project.names(in: folder).map(ManualPage.init)
    static let command = ManualPage("loopwright.8")
    static let manifest = ManualPage("loopwright.yaml.5")
    static let service = ManualPage("loopwright-agent.service.8")

    init(_ name: String) {
        self.name = name
        lines = Project.text(of: "\(ManualPage.folder)/\(name)").split(separator: "\n").map(String.init)
    }

    private init(name: String, lines: [String]) { (self.name, self.lines) = (name, lines) }

    var testDescription: String { name }
    var text: String { lines.joined(separator: "\n") }

    /// The lines of a section, or of a part of one, without its headline; none where there is no such section.
    func section(_ title: String) -> ManualPage {
        let heads = [".Sh \(title)", ".Ss \(title)"]
        let body = lines.drop { !heads.contains($0) }
        let isPart = body.first == heads[1]
        let rest = body.dropFirst().prefix { !$0.hasPrefix(".Sh ") && !(isPart && $0.hasPrefix(".Ss ")) }
        return ManualPage(name: "\(name), \(title)", lines: Array(rest))
    }

    /// The items of lists whose heads begin with one of these macros, each with all lines to the next one.
    func items(_ macros: String...) -> [Item] {
        var items: [Item] = []
        for line in lines {
            if let macro = macros.first(where: { line.hasPrefix(".It \($0) ") }) {
                let words = line.split(separator: " ").dropFirst(2).filter { $0 != macro && $0 != "," }
                items.append(Item(words: words.map(String.init)))
            } else if !items.isEmpty {
                items[items.count - 1].lines.append(line)
            }
        }
        return items
    }

    /// The literal blocks, as they are shown.
    var blocks: [String] {
        lines.split { $0.hasPrefix(".Bd") || $0.hasPrefix(".Ed") }.enumerated().filter { $0.offset % 2 == 1 }.map {
            $0.element.map { $0 + "\n" }.joined()
        }
    }

    /// The words that a macro marks, wherever in a line it stands: `Cm size , label` has two.
    func words(_ macro: String) -> Set<String> {
        Set(lines.filter { $0.hasPrefix(".") }.flatMap { ManualPage.words(macro, in: $0) })
    }

    private static func words(_ macro: String, in line: String) -> [String] {
        var isMarked = false
        return line.dropFirst().split(separator: " ").map(String.init).filter { word in
            if let first = word.first, word.count == 2, first.isUppercase {
                isMarked = word == macro
                return false
            }
            return isMarked && word.contains { $0.isLetter || $0.isNumber }
        }
    }

    /// An item of a list: the words of its head, and what stands below it.
    struct Item {
        let words: [String]
        var lines: [String] = []

        var name: String { words.first ?? "" }
    }
}
