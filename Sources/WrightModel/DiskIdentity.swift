// SPDX-License-Identifier: MIT

/// What tells the disk of a store from another that comes in its place.
package struct DiskIdentity: Hashable, Sendable {
    /// The node that the disk has or had: `/dev/sdb`, which tells nothing of which disk it is.
    package var node: String
    /// The same for as long as the disk has not gone and its medium has not been changed.
    package var sequence: DiskSequence
    /// The sequence of the store's loop over the disk; nil where there is none.
    package var loop: DiskSequence?
    /// What the disk calls itself, by the names in `serials` and `worldWideNames`.
    package var names: [String: String]
    package var table: TableIdentifier?
    package var size: ByteCount

    package init(
        node: String, sequence: DiskSequence, loop: DiskSequence? = nil, names: [String: String] = [:],
        table: TableIdentifier? = nil, size: ByteCount
    ) {
        self.node = node
        self.sequence = sequence
        self.loop = loop
        self.names = names
        self.table = table
        self.size = size
    }

    /// Where a serial number is found, the best first: udev's properties, and the attribute in sysfs.
    ///
    /// The short one is the disk's own; the other has the words of the bus before it.
    package static let serials = ["ID_SERIAL_SHORT", "ID_SERIAL", "serial"]
    /// Where a World Wide Name is found, the best first: udev's properties, and the attribute in sysfs.
    package static let worldWideNames = ["ID_WWN_WITH_EXTENSION", "ID_WWN", "wwid"]
}

extension ObservedStore {
    /// The disk that the store stands on, or the one that its partition is on; nil for a file.
    package var disk: DiskIdentity? {
        guard let present = backing.present, let sequence = present.sequence else { return nil }
        let isBound = device?.binding?.backing == present.identity
        return DiskIdentity(
            node: present.path, sequence: sequence, loop: isBound ? device?.sequence : nil, names: present.names,
            table: contents?.table.table?.identifier, size: present.size)
    }
}
