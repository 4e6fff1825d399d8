// SPDX-License-Identifier: MIT

/// The state of a store, with the sentence that says why.
package enum StoreState: String, Hashable, Sendable, CaseIterable {
    case converged, pending, waiting, blocked, failed
}

/// What is to be done for all stores, in the order in which it is done.
package struct Plan: Hashable, Sendable {
    package var stores: [StorePlan]
    /// Stores that have left the manifest and of which something is attached still, or was before it was taken down.
    package var orphans: [StorePlan]
    /// Whether the orphans are taken down, before the stores; else they are only told of.
    package var prunes: Bool

    package init(stores: [StorePlan], orphans: [StorePlan] = [], prunes: Bool = false) {
        self.stores = stores
        self.orphans = orphans
        self.prunes = prunes
    }
}

/// What is to be done for one store.
///
/// Only a `pending` store has steps.
package struct StorePlan: Hashable, Sendable {
    package var name: StoreName
    package var state: StoreState
    /// A sentence in lower case without a full stop.
    package var reason: String
    /// For a blocked store: what would permit to go on.
    package var remedy: String?
    /// Each thing that stands in the way of a blocked store, with what would permit to go on.
    package var obstacles: [Obstacle] = []
    /// The backing as a person knows it: a path, or the properties that are looked for.
    package var backing: String
    /// The node of the store's device, once it has one.
    package var device: String?
    package var steps: [PlannedStep]
    /// The partitions as they are to be after the steps, undeclared ones included, in the order of their extents.
    package var partitions: [PartitionView]
    /// Links of the whole device.
    package var links: [LinkPath]
    /// What the plan rests on: the world must still be this when a step is taken.
    package var basis: Basis
    /// What is given up by it: nothing where a manifest asks for it.
    package var losses: [Loss] = []

    package init(
        name: StoreName, state: StoreState, reason: String, remedy: String? = nil, backing: String,
        device: String? = nil, steps: [PlannedStep] = [], partitions: [PartitionView] = [], links: [LinkPath] = [],
        basis: Basis = Basis()
    ) {
        self.name = name
        self.state = state
        self.reason = reason
        self.remedy = remedy
        self.backing = backing
        self.device = device
        self.steps = steps
        self.partitions = partitions
        self.links = links
        self.basis = basis
    }

    /// The links of the whole device and of its partitions.
    package var allLinks: Set<LinkPath> { Set(links + partitions.flatMap(\.links)) }
}

/// A step with its reason: a clause in lower case without a full stop.
package struct PlannedStep: Hashable, Sendable {
    package var step: Step
    package var reason: String

    package init(_ step: Step, reason: String) {
        self.step = step
        self.reason = reason
    }
}

/// A partition as reports show it.
package struct PartitionView: Hashable, Sendable {
    /// The manifest's name for it; nil where the manifest does not name it.
    package var name: PartitionName?
    package var number: Int
    package var extent: Extent
    package var type: PartitionType
    package var label: String
    package var role: TablePartition.Role
    /// The node where the kernel shows it already.
    package var node: String?
    package var links: [LinkPath]

    package init(
        name: PartitionName?, number: Int, extent: Extent, type: PartitionType, label: String,
        role: TablePartition.Role = .primary, node: String? = nil, links: [LinkPath] = []
    ) {
        self.name = name
        self.number = number
        self.extent = extent
        self.type = type
        self.label = label
        self.role = role
        self.node = node
        self.links = links
    }
}

/// The identity of the world that a plan was made for.
package struct Basis: Hashable, Sendable {
    /// Nil where the backing file is yet to be made.
    package var backing: BackingIdentity?
    package var backingSize: ByteCount?
    /// The disk sequence of a backing device.
    package var backingSequence: DiskSequence?
    /// The disk sequence of the store's device.
    package var deviceSequence: DiskSequence?
    package var tableChecksum: UInt32?
    /// The disk that the store stands on; nil for a file.
    package var disk: DiskIdentity?

    package init(
        backing: BackingIdentity? = nil, backingSize: ByteCount? = nil, backingSequence: DiskSequence? = nil,
        deviceSequence: DiskSequence? = nil, tableChecksum: UInt32? = nil, disk: DiskIdentity? = nil
    ) {
        self.backing = backing
        self.backingSize = backingSize
        self.backingSequence = backingSequence
        self.deviceSequence = deviceSequence
        self.tableChecksum = tableChecksum
        self.disk = disk
    }
}
