// SPDX-License-Identifier: MIT

/// What the bytes of a store's slice say.
package struct Contents: Hashable, Sendable {
    package var table: TableReading
    /// What libblkid recognises besides a sound table: file systems, RAID members, foreign tables.
    package var signatures: [Signature]
    /// Whether any byte of a file is not zero, or of a device any byte where tables and signatures lie.
    ///
    /// A store with data but with no signature is unknown, not blank. Where there are remains of a damaged
    /// table, they themselves do not count.
    package var holdsData: Bool
    /// What may be left of a table that was being written; nil beside a sound table.
    package var remains: TableRemains?
    /// What can be repaired of the table; nil where nothing is damaged, or nothing tells what it was.
    package var damage: TableDamage?

    package init(
        table: TableReading, signatures: [Signature], holdsData: Bool, remains: TableRemains? = nil,
        damage: TableDamage? = nil
    ) {
        self.table = table
        self.signatures = signatures
        self.holdsData = holdsData
        self.remains = remains
        self.damage = damage
    }

    package static let blank = Contents(table: .absent, signatures: [], holdsData: false)
}

/// What became of the attempt to read a partition table.
package enum TableReading: Hashable, Sendable {
    case absent
    case present(PartitionTable)
    /// There is or was a table, and it cannot be trusted; the text says why.
    case damaged(String)
    /// The bytes could not be read; the text names the call and errno.
    case unreadable(String)

    package var table: PartitionTable? {
        if case .present(let table) = self { table } else { nil }
    }
}

/// A signature that libblkid found.
package struct Signature: Hashable, Sendable {
    /// libblkid's TYPE or PTTYPE: `ext4`, `crypto_LUKS`, `LVM2_member`, `sun`.
    package var type: String
    package var label: String?
    package var uuid: String?
    package var offset: ByteCount?

    package init(type: String, label: String? = nil, uuid: String? = nil, offset: ByteCount? = nil) {
        self.type = type
        self.label = label
        self.uuid = uuid
        self.offset = offset
    }
}
