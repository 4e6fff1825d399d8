// SPDX-License-Identifier: MIT

import WrightModel

/// What a store stands on, as it will be once its backing file is made or grown.
struct Ground: Hashable {
    /// The path of the file, or the node of the device.
    var path: String
    /// The backing as it is; nil for a file that is to be made.
    var present: PresentBacking?
    var contents: Contents
    /// How the file is to change.
    var change: Change
    /// The slice of the backing that the store uses.
    var slice: Extent
    /// Whether the slice is all of the backing.
    var isWhole: Bool

    enum Change: Hashable {
        case none
        case create(size: ByteCount)
        case grow(from: ByteCount, to: ByteCount)
    }

    var isFile: Bool {
        if case .device = present?.identity { false } else { true }
    }

    var isGrown: Bool {
        if case .grow = change { true } else { false }
    }

    /// The size that a device over the slice has: the kernel counts it in units of 512 bytes.
    var deviceSize: ByteCount { slice.length.roundedDown(to: .sysfsSector) }

    /// The size that a device over the slice had before the backing is made larger; of one that is to be made, none other.
    func formerSize(as desired: DesiredStore) -> ByteCount {
        present.map { desired.slice(of: $0.size).length.roundedDown(to: .sysfsSector) } ?? deviceSize
    }
}
