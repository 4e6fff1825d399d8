// SPDX-License-Identifier: MIT

/// The logical sector size of a device: the unit in which its partition table counts.
///
/// A power of two from 512 to 4096, which is what LOOP_CONFIGURE's `block_size` takes on every supported kernel.
package struct SectorSize: Hashable, Sendable {
    package let count: ByteCount

    package init?(bytes: Int64) {
        guard [512, 1024, 2048, 4096].contains(bytes) else { return nil }
        count = ByteCount(bytes)
    }

    private init(known bytes: Int64) { count = ByteCount(bytes) }

    package static let bytes512 = SectorSize(known: 512)
    package static let bytes4096 = SectorSize(known: 4096)
    /// Every size a loop device can have, in the order in which a table is looked for.
    package static let all = [
        SectorSize(known: 512), SectorSize(known: 4096), SectorSize(known: 1024), SectorSize(known: 2048),
    ]
}
