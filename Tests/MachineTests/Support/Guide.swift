// SPDX-License-Identifier: MIT

/// A page of the manual as somebody follows it: files to write and commands to type, in order, with what they print.
struct Guide {
    enum Piece {
        case file(path: String, text: String)
        case command(String, prints: [String])
    }

    private(set) var pieces: [Piece] = []

    /// - Parameter page: a page whose `yaml` blocks name their path in a first comment, and whose `console` blocks have a
    ///   line with `$ ` for each command.
    init(_ page: String) {
        var lines = page.split(separator: "\n", omittingEmptySubsequences: false)[...]
        while let line = lines.popFirst() {
            guard line == "```yaml" || line == "```console" else { continue }
            let block = lines.prefix { $0 != "```" }
            lines = lines.dropFirst(block.count + 1)
            if line == "```yaml" { read(file: block) } else { read(console: block) }
        }
    }

    private mutating func read(file block: ArraySlice<Substring>) {
        guard let title = block.first, title.hasPrefix("# /") else { return }
        pieces.append(.file(path: String(title.dropFirst(2)), text: block.joined(separator: "\n") + "\n"))
    }

    private mutating func read(console block: ArraySlice<Substring>) {
        for line in block {
            if line.hasPrefix("$ ") {
                pieces.append(.command(String(line.dropFirst(2)), prints: []))
            } else if case .command(let words, let prints)? = pieces.popLast() {
                pieces.append(.command(words, prints: prints + [String(line)]))
            }
        }
    }
}

/// What a command printed, without what differs from machine to machine and from run to run.
struct Transcript {
    private(set) var lines: [String]

    /// - Parameter names: what stands for what of the page.
    init(_ lines: [String], names: [(mine: String, page: String)] = []) {
        var identifiers: [String] = []
        self.lines = lines.map { line in
            var line = line
            for name in names { line = line.replacing(name.mine, with: name.page) }
            line = line.replacing(/loop[0-9]+/, with: "loopN")
                .replacing(/zram[0-9]+|sd[a-z]|mmcblk[0-9]/, with: "DISK")
                .replacing(/[A-Z][a-z]{2} +[0-9]+ +[0-9:]+/, with: "TIME")
                .replacing(/[0-9a-f]{8}-[0-9a-f-]{27}/) { match in
                    let known = identifiers.firstIndex(of: String(match.output)) ?? identifiers.endIndex
                    if known == identifiers.endIndex { identifiers.append(String(match.output)) }
                    return "UUID \(known)"
                }
            return line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }.filter { !$0.isEmpty && !$0.hasPrefix("loopwright: another loopwright is at work") }
    }

    /// Whether it is what the page shows, where a line with `…` alone stands for any number of lines.
    func agrees(with page: Transcript) -> Bool { Self.agree(lines[...], page.lines[...]) }

    private static func agree(_ lines: ArraySlice<String>, _ page: ArraySlice<String>) -> Bool {
        guard let expected = page.first else { return lines.isEmpty }
        guard expected == "…" else {
            return lines.first == expected && agree(lines.dropFirst(), page.dropFirst())
        }
        return (lines.startIndex...lines.endIndex).contains { agree(lines[$0...], page.dropFirst()) }
    }
}
