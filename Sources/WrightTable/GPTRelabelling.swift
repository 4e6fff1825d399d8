// SPDX-License-Identifier: MIT

/// One copy of a GPT whose partitions are given other names.
package struct GPTRelabelling {
    /// The whole sector of the header.
    package private(set) var header: [UInt8]
    /// The entry array, to the end of its last sector.
    package private(set) var entries: [UInt8]

    package init(header: [UInt8], entries: [UInt8]) {
        self.header = header
        self.entries = entries
    }

    /// Writes the names by partition number and brings the checksums up to date; false where one does not fit.
    package mutating func setLabels(_ labels: [Int: String]) -> Bool {
        guard header.count >= 92 else { return false }
        let size = Int(header.number32(at: 12))
        let count = Int(header.number32(at: 80))
        let entrySize = Int(header.number32(at: 84))
        let (length, overflow) = count.multipliedReportingOverflow(by: entrySize)
        guard (92...header.count).contains(size), entrySize >= 128, !overflow, length <= entries.count else {
            return false
        }
        for (number, label) in labels {
            guard number >= 1, number <= count, let name = GPTLabel.bytes(of: label) else { return false }
            let start = (number - 1) * entrySize + GPTLabel.offset
            entries.replaceSubrange(start..<(start + name.count), with: name)
        }
        header.put(CRC32.checksum(of: entries[0..<length]), at: 88)
        header.put(GPTHeader.checksum(of: header, size: size), at: 16)
        return true
    }
}
