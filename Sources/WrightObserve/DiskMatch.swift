// SPDX-License-Identifier: MIT

package import WrightUdev

/// The udev properties that a store's disk must have, as shell globs (fnmatch(3)).
package struct DiskMatch {
    private let globs: [String: String]

    package init(globs: [String: String]) { self.globs = globs }

    /// The devices that fit every glob, in the order of their numbers.
    ///
    /// Only whole disks are looked at, for the partitions of a disk inherit its properties; a `match` that names
    /// `DEVTYPE` says itself what it is after. Loops are never looked at: a loop over the disk is not the disk.
    package func candidates(in devices: [UdevDatabase.Device]) -> [UdevDatabase.Device] {
        devices.filter { device in
            !device.name.hasPrefix("loop") && (globs["DEVTYPE"] != nil || !device.isPartition)
                && device.fits(globs)
        }
    }

    /// The globs as a person reads them: `ID_BUS=usb, ID_SERIAL=WDC_*`.
    package static func words(for globs: [String: String]) -> String {
        globs.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
    }

    /// A disk and what tells it apart from its like: its path on the bus where udev knows it.
    static func words(for device: UdevDatabase.Device) -> String {
        let marks = ["ID_SERIAL", "ID_PATH"].compactMap { key in device.properties[key].map { "\(key)=\($0)" } }
        return marks.isEmpty ? device.node : "\(device.node) (\(marks.joined(separator: ", ")))"
    }
}
