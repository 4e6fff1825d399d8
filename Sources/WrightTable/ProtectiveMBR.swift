// SPDX-License-Identifier: MIT

package import WrightModel

/// The first sector of a GPT, which keeps programs that know no GPT from taking the disk for blank (UEFI specification,
/// section 5.2.3).
package enum ProtectiveMBR {
    /// The sector for a device that ends with block `lastBlock`.
    static func sector(_ sectorSize: SectorSize, lastBlock: UInt64) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(sectorSize.count.bytes))
        // From cylinder 0, head 0, sector 2, and to the last that can be said.
        bytes.replaceSubrange(446..<454, with: [0, 0, 2, 0, 0xee, 0xff, 0xff, 0xff])
        bytes.put(UInt32(1), at: 454)
        bytes.put(UInt32(clamping: lastBlock), at: 458)
        bytes.put(UInt16(0xaa55), at: 510)
        return bytes
    }

    /// The same for a device of some size, as the piece of a table that it is.
    package static func piece(_ sectorSize: SectorSize, deviceSize: ByteCount) -> TablePiece {
        let last = UInt64(clamping: deviceSize / sectorSize.count - 1)
        let region = TableRegion(.bootRecord, Extent(start: .zero, length: sectorSize.count))
        return TablePiece(region, sector(sectorSize, lastBlock: last))
    }
}
