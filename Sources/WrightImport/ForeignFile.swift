// SPDX-License-Identifier: MIT

import WrightText

/// A file that another program's user wrote.
package struct ForeignFile: Hashable, Sendable {
    /// What sentences call it; of a definition of `repart.d` its path below that folder, which orders it.
    package var name: String
    package var bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// The lines without their ends.
    func lines() throws(ImportFault) -> [Substring] {
        let content = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes.dropFirst(3) : bytes[...]
        guard let text = String(validating: content, as: UTF8.self) else { throw fault("the text is not UTF-8") }
        return text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            Substring(line.last == "\r" ? line.dropLast() : line)
        }
    }

    /// Something that is wrong with the file as a whole, or in one line; lines count from 1.
    func fault(_ problem: String, line: Int? = nil) -> ImportFault {
        let place = Escape.visible(name) + (line.map { ":\($0)" } ?? "")
        return .data("\(place): \(problem)")
    }
}
