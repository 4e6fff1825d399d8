// SPDX-License-Identifier: MIT

/// What a person gives up on purpose; no manifest asks for any of it.
package enum Destruction: Hashable, Sendable {
    /// Partitions go from the table and from the kernel. Each is named as its link is: `data`, or `part3`.
    case remove([String])
    /// A partition loses what lies behind its first bytes.
    case shrink(String, to: ByteCount)
    /// The partition table goes, and nothing of what lies in its partitions.
    case wipe

    /// The partitions that are named.
    package var leaves: [String] {
        switch self {
        case .remove(let leaves): leaves
        case .shrink(let leaf, _): [leaf]
        case .wipe: []
        }
    }
}

/// A partition that goes or becomes shorter, with what is found in it.
package struct Loss: Hashable, Sendable {
    package var partition: TablePartition
    /// The manifest's name for it; nil where the manifest does not name it.
    package var name: PartitionName?
    /// The node where the kernel shows it.
    package var node: String?
    /// How much is left of it; zero where it goes.
    package var remainder: ByteCount
    package var holding: Holding

    package init(
        partition: TablePartition, name: PartitionName? = nil, node: String? = nil, remainder: ByteCount = .zero,
        holding: Holding
    ) {
        self.partition = partition
        self.name = name
        self.node = node
        self.remainder = remainder
        self.holding = holding
    }
}

/// What is found in a partition.
package struct Holding: Hashable, Sendable {
    package var contents: Contents
    /// What each of the signatures of `contents` says of itself; nil for one that is not understood.
    package var superblocks: [Superblock?]
    /// Whether anything but zeros was found in what a shrinking cuts off, as far as it was looked at.
    package var tailHoldsData: Bool

    package init(contents: Contents, superblocks: [Superblock?] = [], tailHoldsData: Bool = false) {
        self.contents = contents
        self.superblocks = superblocks
        self.tailHoldsData = tailHoldsData
    }

    package static let blank = Holding(contents: .blank)
}

/// What a file system says of itself.
package struct Superblock: Hashable, Sendable {
    /// The bytes that it takes, from the first byte of what it lies on.
    package var size: ByteCount
    /// How many of them are in use, where that is written down.
    package var used: ByteCount?
    /// Where it was mounted last, where that is written down.
    package var lastMount: String?

    package init(size: ByteCount, used: ByteCount? = nil, lastMount: String? = nil) {
        self.size = size
        self.used = used
        self.lastMount = lastMount
    }
}
