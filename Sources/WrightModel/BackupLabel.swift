// SPDX-License-Identifier: MIT

/// What is written on a backup of a partition table: when and why it was saved, and of what.
package struct BackupLabel: Hashable, Sendable {
    package var moment: Moment
    package var store: StoreName
    /// The path of the file or device, as a person knew it.
    package var backing: String
    package var identity: BackingIdentity
    /// The disk sequence of a backing device, which means something during one boot; nil for a file.
    package var sequence: DiskSequence?
    /// What a disk calls itself: see `DiskIdentity`.
    package var names: [String: String]
    /// The size of the device or file that the table is on.
    package var size: ByteCount
    package var sectorSize: SectorSize
    /// Why the table was about to be changed: a clause without a full stop.
    package var reason: String
    /// The number of the backup that was about to be restored; nil where it was no undoing.
    package var restored: Int?

    package init(
        moment: Moment, store: StoreName, backing: String, identity: BackingIdentity, sequence: DiskSequence? = nil,
        names: [String: String] = [:], size: ByteCount, sectorSize: SectorSize, reason: String, restored: Int? = nil
    ) {
        self.moment = moment
        self.store = store
        self.backing = backing
        self.identity = identity
        self.sequence = sequence
        self.names = names
        self.size = size
        self.sectorSize = sectorSize
        self.reason = reason
        self.restored = restored
    }
}
