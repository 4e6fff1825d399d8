// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// The bytes of one manifest file, found fit for libyaml.
///
/// - UTF-8 without a byte order mark and without characters that YAML forbids;
/// - no directive: libyaml compares each `%TAG` with all before it, which a hostile file turns into hours;
/// - at most `Manifest.longestFile` bytes.
struct SourceText {
    let file: String
    let bytes: [UInt8]

    init(file: String, bytes: [UInt8]) throws(Refusal) {
        guard bytes.count <= Manifest.longestFile else {
            throw Refusal(
                file, 1, 1, "the file is larger than \(ByteCount(Int64(Manifest.longestFile)).inWords)",
                "split it into several files")
        }
        let hasByteOrderMark = bytes.starts(with: [0xef, 0xbb, 0xbf])
        self.file = file
        self.bytes = hasByteOrderMark ? Array(bytes.dropFirst(3)) : bytes
        try check()
    }

    /// Whether a tab stands at a place; line and column count from 1.
    func hasTab(line: Int, column: Int) -> Bool {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: line, omittingEmptySubsequences: false)
        guard lines.indices.contains(line - 1) else { return false }
        return String(decoding: lines[line - 1], as: UTF8.self).unicodeScalars.dropFirst(column - 1).first == "\t"
    }

    /// A reason for not looking at a file any further.
    struct Refusal: Error {
        let place: Place
        let mistake: Mistake

        init(_ file: String, _ line: Int, _ column: Int, _ problem: String, _ remedy: String) {
            place = Place(location: SourceLocation(file: file, line: line, column: column), path: .root)
            mistake = Mistake(problem, remedy)
        }
    }

    private func check() throws(Refusal) {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var line = 1
        var column = 1
        while true {
            switch decoder.decode(&iterator) {
            case .emptyInput: return
            case .error: throw Refusal(file, line, column, "the text is not UTF-8", "save the file as UTF-8")
            case .scalarValue(let scalar):
                try check(scalar, line, column)
                // A carriage return counts for the line feed that follows it, and alone it ends no line.
                if scalar == "\n" { (line, column) = (line + 1, 1) } else { column += 1 }
            }
        }
    }

    private func check(_ scalar: Unicode.Scalar, _ line: Int, _ column: Int) throws(Refusal) {
        if scalar == "%", column == 1 {
            throw Refusal(file, line, column, "a YAML directive has no meaning in a manifest", "remove the line")
        }
        switch scalar.value {
        // YAML 1.2, production c-printable.
        case 0x09, 0x0a, 0x0d, 0x20...0x7e, 0x85, 0xa0...0xd7ff, 0xe000...0xfefe, 0xff00...0xfffd, 0x10000...0x10ffff:
            return
        default:
            let code = String(scalar.value, radix: 16, uppercase: true)
            let padded = String(repeating: "0", count: max(0, 4 - code.utf8.count)) + code
            throw Refusal(
                file, line, column, "the character U+\(padded) may not stand in YAML",
                "remove it, or write it as an escape in double quotes")
        }
    }
}
