// SPDX-License-Identifier: MIT

package import WrightModel
import WrightTable

/// Makes the table of an image that is made.
extension TableWriter {
    /// Writes a new table into a file of zeros that has no name yet, or one that nobody looks for.
    ///
    /// In no order and without a flush: whoever made the file flushes it before it gets its name, and what is cut off before
    /// that leaves no file. That there is nothing in it is known, and what was written is read back all the same.
    package static func fill(_ descriptor: CInt, with change: TableChange, name: String) throws(TableFailure) {
        try naming(name) { () throws(TableFailure) in
            let writer = try TableWriter(change, to: descriptor, name: name)
            for piece in try writer.made(of: []).joined {
                try writer.device.write(piece.bytes, at: piece.region.extent.start.bytes)
            }
            _ = try writer.verified(writer.scan().reading, "what was written does not read as wanted")
        }
    }
}

extension [TablePiece] {
    /// The same bytes in as few pieces as can be.
    fileprivate var joined: [TablePiece] {
        sorted { $0.region.extent.start < $1.region.extent.start }.reduce(into: []) { runs, piece in
            guard let last = runs.last, last.region.extent.end == piece.region.extent.start else {
                return runs.append(piece)
            }
            let extent = Extent(from: last.region.extent.start, to: piece.region.extent.end)
            runs[runs.count - 1] = TablePiece(TableRegion(last.region.part, extent), last.bytes + piece.bytes)
        }
    }
}
