// SPDX-License-Identifier: MIT

import WrightText

/// A file of `repart.d` with its drop-ins: `KEY=VALUE` under `[Partition]`, as systemd.syntax(7) has it.
struct Definition {
    /// The file's name without its folder.
    let name: String
    private(set) var assignments: [(key: String, value: String)] = []
    /// Sections that are none of repart's.
    private(set) var strangers: [String] = []

    init(name: String) { self.name = name }

    /// Takes what a file says; a later assignment comes behind an earlier one.
    mutating func read(_ file: ForeignFile) throws(ImportFault) {
        var section = ""
        for (number, line) in try Definition.joined(file.lines()) {
            if line.hasPrefix("[") {
                guard line.hasSuffix("]") else { throw file.fault("a section has no end", line: number) }
                section = String(line.dropFirst().dropLast())
                if section != Definition.section { strangers.append(section) }
            } else if section == Definition.section {
                guard let equals = line.firstIndex(of: "=") else {
                    throw file.fault("there is no '=' in it", line: number)
                }
                assignments.append((line[..<equals].trimmed, line[line.index(after: equals)...].trimmed))
            } else if section.isEmpty {
                throw file.fault("it stands before the first section", line: number)
            }
        }
    }

    /// What is said last of a key; an empty assignment takes back what was said before.
    func value(_ key: String) -> String? {
        assignments.last { $0.key == key }.flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    private static let section = "Partition"

    /// The lines that say something, with their numbers; a backslash at the end joins the next line with a blank.
    private static func joined(_ lines: [Substring]) -> [(number: Int, text: String)] {
        var result: [(number: Int, text: String)] = []
        var open: (number: Int, text: String)?
        for (index, line) in lines.enumerated() {
            let text = line.trimmed
            // A comment in the middle of a value is passed over.
            if text.hasPrefix("#") || text.hasPrefix(";") || text.isEmpty && open == nil { continue }
            let isOpen = text.hasSuffix("\\")
            if open == nil { open = (index + 1, "") } else { open?.text += " " }
            open?.text += isOpen ? String(text.dropLast()) : text
            guard !isOpen, let whole = open else { continue }
            result.append(whole)
            open = nil
        }
        return result + [open].compactMap(\.self)
    }
}
