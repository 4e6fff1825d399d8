// SPDX-License-Identifier: MIT

/// What is true of the whole machine while stores are planned.
package struct Host: Hashable, Sendable {
    /// `/etc/machine-id`, from which identifiers are derived; nil where it is absent or not set.
    package var machineIdentifier: String?
    package var linkKeeper: LinkKeeper
    /// What keeps every store of the machine from being attached: not root, no loop driver, a kernel before 5.15.
    package var obstacles: [Obstacle]

    package init(machineIdentifier: String?, linkKeeper: LinkKeeper, obstacles: [Obstacle] = []) {
        self.machineIdentifier = machineIdentifier
        self.linkKeeper = linkKeeper
        self.obstacles = obstacles
    }
}

/// Who makes the links under `/dev/disk/`.
package enum LinkKeeper: Hashable, Sendable {
    /// udevd runs and reads `65-loopwright.rules`.
    case udev
    /// No udevd runs: loopwright makes and removes the links itself.
    case loopwright
}

/// Something that stands in the way, and what would permit to go on.
///
/// Both are sentences without a full stop.
package struct Obstacle: Hashable, Sendable, Error {
    package var sentence: String
    package var remedy: String

    package init(_ sentence: String, remedy: String) {
        self.sentence = sentence
        self.remedy = remedy
    }

    /// Whoever changes a block device has to be root.
    package static let needsRoot = Obstacle(
        "changing block devices needs root", remedy: "run it as root, for example with sudo")
}
