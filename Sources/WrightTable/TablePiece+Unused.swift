// SPDX-License-Identifier: MIT

package import WrightModel

extension [TablePiece] {
    /// The pieces with zeros in the entries that are no partition's, and with the checksums that belong to that.
    ///
    /// What is in such an entry means nothing to the kernel: a GPT's is of type zero (UEFI specification, 5.3.3), an MBR's has
    /// no sectors. libfdisk believes some of it. Its search for free sectors goes on for ever where an unused entry of a
    /// GPT ends at the last sector that can be numbered (find_first_available), and it gives up the process over
    /// an extended partition without sectors (table_add_freespace).
    package func withoutUnusedEntries(in kind: TableKind) -> [TablePiece] {
        switch kind {
        case .mbr: map(\.withoutUnusedEntries)
        case .gpt:
            clearing(.primaryHeader, .primaryEntries).clearing(.backupHeader, .backupEntries)
        }
    }

    private func clearing(_ header: TableRegion.Part, _ entries: TableRegion.Part) -> [TablePiece] {
        guard let head = first(where: { $0.region.part == header }),
            let array = first(where: { $0.region.part == entries })
        else { return self }
        var copy = GPTRewriting(header: head.bytes, entries: array.bytes)
        guard copy.clearUnused() else { return self }
        return map { piece in
            switch piece.region.part {
            case header: TablePiece(piece.region, copy.header)
            case entries: TablePiece(piece.region, copy.entries)
            default: piece
            }
        }
    }
}

extension TablePiece {
    fileprivate var withoutUnusedEntries: TablePiece {
        guard [.bootRecord, .extendedBootRecord].contains(region.part), bytes.count >= 512 else { return self }
        var cleared = bytes
        for place in BootRecord.places where bytes.number32(at: place.lowerBound + 12) == 0 {
            cleared.replaceSubrange(place, with: repeatElement(0, count: place.count))
        }
        return TablePiece(region, cleared)
    }
}
