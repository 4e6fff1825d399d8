// SPDX-License-Identifier: MIT

import WrightModel
import WrightUdev

/// The devices among which a store's is looked for by properties: asked for once, and only where a store needs them.
final class DiskCatalogue {
    /// Nil for all that there are.
    private let numbers: Set<DeviceNumber>?

    init(of numbers: Set<DeviceNumber>? = nil) { self.numbers = numbers }

    /// In the order of their numbers.
    private(set) lazy var devices = numbers?.sorted().compactMap(UdevDatabase.device) ?? UdevDatabase.disks()
}
