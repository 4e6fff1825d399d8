// SPDX-License-Identifier: MIT

import WrightModel

/// One copy of a GPT whose entries are rewritten, and whose checksums follow.
package struct GPTRewriting {
    /// The whole sector of the header.
    package private(set) var header: [UInt8]
    /// The entry array, to the end of its last sector.
    package private(set) var entries: [UInt8]

    package init(header: [UInt8], entries: [UInt8]) {
        self.header = header
        self.entries = entries
    }

    /// Writes the names by partition number; false where one does not fit.
    package mutating func setLabels(_ labels: [Int: String]) -> Bool {
        guard let layout else { return false }
        for (number, label) in labels {
            guard number >= 1, number <= layout.count, let name = GPTLabel.bytes(of: label) else { return false }
            let start = (number - 1) * layout.entrySize + GPTLabel.offset
            entries.replaceSubrange(start..<(start + name.count), with: name)
        }
        seal(layout)
        return true
    }

    /// Fills entries that are no partition's with zeros: what is in them means nothing (UEFI specification, 5.3.3).
    ///
    /// - Returns: whether there was anything else in one.
    package mutating func clearUnused() -> Bool {
        guard let layout else { return false }
        var isChanged = false
        for start in stride(from: 0, to: layout.length, by: layout.entrySize) where entries.guid(at: start) == .zero {
            let entry = start..<(start + layout.entrySize)
            guard entries[entry].contains(where: { $0 != 0 }) else { continue }
            entries.replaceSubrange(entry, with: repeatElement(0, count: entry.count))
            isChanged = true
        }
        if isChanged { seal(layout) }
        return isChanged
    }

    /// What the header says of the entries.
    private struct Layout {
        let headerSize: Int
        let count: Int
        let entrySize: Int
        var length: Int { count * entrySize }
    }

    /// Nil where the two are no header and its entries.
    private var layout: Layout? {
        guard header.count >= 92 else { return nil }
        let layout = Layout(
            headerSize: Int(header.number32(at: 12)), count: Int(header.number32(at: 80)),
            entrySize: Int(header.number32(at: 84)))
        let (length, overflow) = layout.count.multipliedReportingOverflow(by: layout.entrySize)
        let isFitting = (92...header.count).contains(layout.headerSize) && layout.entrySize >= 128
        guard isFitting, !overflow, length <= entries.count else { return nil }
        return layout
    }

    private mutating func seal(_ layout: Layout) {
        header.put(CRC32.checksum(of: entries[0..<layout.length]), at: 88)
        header.put(GPTHeader.checksum(of: header, size: layout.headerSize), at: 16)
    }
}
