// SPDX-License-Identifier: MIT

package import WrightModel

/// The sectors of a partition table as they were before they were written over, with a label that says of what.
///
/// Pieces lie in whole sectors on a device of the label's size, clear of one another; there is one at least.
package struct TableBackup: Hashable, Sendable {
    package let label: BackupLabel
    package let pieces: [TablePiece]

    package init(label: BackupLabel, pieces: [TablePiece]) {
        self.label = label
        self.pieces = pieces
    }

    /// The table that the sectors make, with nothing but zeros around them.
    package var reading: TableReading {
        TableReader.read(.zeros(size: label.size).overlaid(with: pieces), sectorSizes: [label.sectorSize])
    }
}

/// Why a file is no backup that may be restored: a clause about the file.
package struct BackupFault: Error, Hashable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
