// SPDX-License-Identifier: MIT

package import WrightModel
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
        devices.filter { isMeant($0) && $0.fits(globs) }
    }

    /// Every whole disk and how it fits, those first that fit best.
    package func assess(_ devices: [UdevDatabase.Device]) -> [Evidence.Candidate] {
        let disks = devices.filter(isMeant)
        let candidates = disks.map { disk in
            let misfits = globs.sorted { $0.key < $1.key }.filter { !disk.fits([$0.key: $0.value]) }.map {
                Evidence.Misfit(property: $0.key, wanted: $0.value, found: disk.properties[$0.key])
            }
            return Evidence.Candidate(node: disk.node, fits: globs.count - misfits.count, misfits: misfits)
        }
        return candidates.enumerated().sorted { (-$0.element.fits, $0.offset) < (-$1.element.fits, $1.offset) }
            .map(\.element)
    }

    private func isMeant(_ device: UdevDatabase.Device) -> Bool {
        !device.name.hasPrefix("loop") && (globs["DEVTYPE"] != nil || !device.isPartition)
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
