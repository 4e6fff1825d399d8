// SPDX-License-Identifier: MIT

/// One store as the machine has it, at one moment.
package struct ObservedStore: Hashable, Sendable {
    package var backing: ObservedBacking
    /// Nil where the backing is not present.
    package var contents: Contents?
    /// The device on which the store's partitions are: its loop, or with `attach: direct` the disk itself.
    package var device: ObservedDevice?
    /// Loops that others attached to the same backing and that overlap the store's slice; with `attach: direct` also the
    /// device itself where it is a store's loop.
    package var strangers: [ObservedDevice]
    /// Every link under `/dev/disk/` that is the store's by its folder or by its manifest.
    package var links: [LinkPath: LinkTarget]
    /// What udev is told: the links in `/run/loopwright/links/DISKSEQ.PARTN`, by partition number, nil for the disk.
    package var records: [Int?: [LinkPath]]

    package init(
        backing: ObservedBacking, contents: Contents? = nil, device: ObservedDevice? = nil,
        strangers: [ObservedDevice] = [], links: [LinkPath: LinkTarget] = [:], records: [Int?: [LinkPath]] = [:]
    ) {
        self.backing = backing
        self.contents = contents
        self.device = device
        self.strangers = strangers
        self.links = links
        self.records = records
    }
}

/// What a store's backing is found to be.
package enum ObservedBacking: Hashable, Sendable {
    /// Nothing is there yet; the text says what is missing, for `waiting`.
    case absent(reason: String)
    /// The file is absent and its folder is there, with this much room for it.
    case creatable(path: String, free: ByteCount)
    case present(PresentBacking)
    /// Several disks fit a `match`; each is named by its node and what tells it apart.
    case ambiguous([String])
    /// Something is there that must not be used: no regular file, a path that others may write to. The text says why,
    /// and what would permit it.
    case refused(reason: String, remedy: String)

    package var present: PresentBacking? {
        if case .present(let backing) = self { backing } else { nil }
    }
}

/// A backing that is there.
package struct PresentBacking: Hashable, Sendable {
    /// The path of the file, or of the device's own node (`/dev/sdb`).
    package var path: String
    package var identity: BackingIdentity
    package var size: ByteCount
    /// The logical sector size of a device; 512 for a file.
    package var sectorSize: SectorSize
    package var isReadOnly: Bool
    /// The disk sequence of a device, or of the disk a partition is on; nil for a file.
    package var sequence: DiskSequence?
    /// Whether a device is a partition, which can hold no partitions of its own.
    package var isPartition: Bool
    /// Free room in a file's file system, for growing it.
    package var free: ByteCount?
    /// Who uses the backing, besides the store's own loop.
    package var uses: [DeviceUse]
    /// What a disk calls itself: see `DiskIdentity`.
    package var names: [String: String]
    /// Whether somebody has a file that nothing uses open for writing: it is being copied, or a program works on it.
    package var isBeingWritten: Bool

    package init(
        path: String, identity: BackingIdentity, size: ByteCount, sectorSize: SectorSize = .bytes512,
        isReadOnly: Bool = false, sequence: DiskSequence? = nil, isPartition: Bool = false, free: ByteCount? = nil,
        uses: [DeviceUse] = [], names: [String: String] = [:], isBeingWritten: Bool = false
    ) {
        self.path = path
        self.identity = identity
        self.size = size
        self.sectorSize = sectorSize
        self.isReadOnly = isReadOnly
        self.sequence = sequence
        self.isPartition = isPartition
        self.free = free
        self.uses = uses
        self.names = names
        self.isBeingWritten = isBeingWritten
    }
}

/// Who holds a device, so that it cannot be taken down or written over.
package enum DeviceUse: Hashable, Sendable {
    case mounted(at: String)
    case swap
    /// A device-mapper or md device on top, by its name in `/sys/block`.
    case heldBy(String)
    /// A loop device on top, with the store it belongs to where it is ours.
    case loop(node: String, store: StoreName?)
    /// A process that has it open.
    case openedBy(process: Int32, command: String)
    /// Somebody has it open, and no process that may be looked at.
    case exclusive
}

/// Where a link leads.
package enum LinkTarget: Hashable, Sendable {
    case device(DeviceNumber)
    /// The link is there and what it names is not.
    case dangling
    /// The link is there and leads to something that is no block device.
    case elsewhere
    /// Something that is no link has the name.
    case foreign
}
