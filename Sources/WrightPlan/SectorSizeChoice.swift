// SPDX-License-Identifier: MIT

import WrightModel

/// The logical sector size that a store's device has or is to have.
enum SectorSizeChoice {
    /// What the manifest says, else what the table was written with, else 512.
    ///
    /// With `attach: direct` it is the disk's own, whatever the manifest says of the loop that is not there.
    static func of(_ desired: DesiredStore, on ground: Ground, device: ObservedDevice?) -> SectorSize {
        if desired.attachment == .direct { return device?.sectorSize ?? ground.present?.sectorSize ?? .bytes512 }
        return desired.sectorSize ?? ground.contents.table.table?.sectorSize ?? device?.sectorSize
            ?? .bytes512
    }

    /// What keeps a device of that sector size from standing on the ground.
    static func obstacles(_ size: SectorSize, on ground: Ground) -> [Obstacle] {
        var obstacles: [Obstacle] = []
        if !ground.deviceSize.isMultiple(of: size.count) {
            obstacles.append(.oddSize(ground.path, ground.slice.length, sector: size))
        }
        if let table = ground.contents.table.table, table.sectorSize != size {
            obstacles.append(.tableInOtherSectors(table.sectorSize, device: size))
        }
        return obstacles
    }
}
