// SPDX-License-Identifier: MIT

import WrightModel

extension [TablePiece] {
    /// The same pieces, with each link of the chain of EBRs reaching as far as the partition that it leads to.
    ///
    /// A link says how long the EBR and the partition behind it are together. Linux and libfdisk go by its start alone, and
    /// libfdisk leaves it as it is when the partition grows; others may not.
    package func withCoveringLinks() -> [TablePiece] {
        let places = indices.filter { self[$0].region.part == .extendedBootRecord }
        var pieces = self
        for (place, next) in zip(places, places.dropFirst()) {
            pieces[place] = pieces[place].linked(over: BootRecord([UInt8](self[next].bytes.prefix(512))))
        }
        return pieces
    }
}

extension [TablePiece] {
    /// The same pieces, with EBRs only as long as they are: what lies behind them in larger sectors is as in others.
    ///
    /// For an extended partition without logical ones libfdisk fills the sector with what lies behind 512 bytes of its own.
    package func withTails(of others: [TablePiece]) -> [TablePiece] {
        zip(self, others).map { piece, other in
            guard piece.region.part == .extendedBootRecord else { return piece }
            return TablePiece(piece.region, [UInt8](piece.bytes.prefix(512)) + [UInt8](other.bytes.dropFirst(512)))
        }
    }
}

extension TablePiece {
    /// The EBR whose link reaches as far as the partition of the next one.
    fileprivate func linked(over next: BootRecord) -> TablePiece {
        guard let link = BootRecord([UInt8](bytes.prefix(512))).entries.firstIndex(where: \.isExtended),
            let data = next.entries.first(where: { $0.isUsed && !$0.isExtended })
        else { return self }
        let (count, overflows) = data.start.addingReportingOverflow(data.count)
        let field = 446 + 16 * link + 12
        guard !overflows, bytes.number32(at: field) < count else { return self }
        var longer = bytes
        longer.put(count, at: field)
        return TablePiece(region, longer)
    }
}
