// SPDX-License-Identifier: MIT

import CUdev
import WrightKernel
package import WrightModel

/// What udev knows of the block devices that are there.
package enum UdevDatabase {
    /// A block device with its properties.
    package struct Device: Hashable, Sendable {
        /// The name of the node below /dev: `sdb1`.
        package var name: String
        /// `/dev/sdb1`.
        package var node: String
        package var number: DeviceNumber
        package var isPartition: Bool
        package var properties: [String: String]

        /// Whether every property that is named is there and fits its glob.
        package func fits(_ globs: [String: String]) -> Bool {
            globs.allSatisfy { name, glob in properties[name].map(Glob(glob).matches) ?? false }
        }
    }

    /// The properties of a block device; nil where there is no such device.
    package static func properties(of number: DeviceNumber) -> [String: String]? { device(of: number)?.properties }

    /// A disk or partition by its number; nil where there is no such device.
    package static func device(of number: DeviceNumber) -> Device? {
        withLibrary { library in
            let type = CChar(bitPattern: UInt8(ascii: "b"))
            return udev_device_new_from_devnum(library, type, dev_t(number.raw)).flatMap(Device.init(owning:))
        } ?? nil
    }

    /// All disks and partitions, in the order of their numbers.
    package static func disks() -> [Device] {
        let devices = withLibrary { library -> [Device] in
            guard let search = udev_enumerate_new(library) else { return [] }
            defer { udev_enumerate_unref(search) }
            udev_enumerate_add_match_subsystem(search, "block")
            udev_enumerate_scan_devices(search)
            var found: [Device] = []
            var entry = udev_enumerate_get_list_entry(search)
            while let current = entry {
                if let device = device(at: udev_list_entry_get_name(current), library) { found.append(device) }
                entry = udev_list_entry_get_next(current)
            }
            return found
        }
        return (devices ?? []).sorted { $0.number < $1.number }
    }

    /// Nil for a device that has gone since it was listed.
    private static func device(at path: UnsafePointer<CChar>?, _ library: OpaquePointer) -> Device? {
        udev_device_new_from_syspath(library, path).flatMap(Device.init(owning:))
    }

    private static func withLibrary<Value>(_ body: (OpaquePointer) -> Value) -> Value? {
        guard let library = udev_new() else { return nil }
        defer { udev_unref(library) }
        return body(library)
    }
}

extension UdevDatabase.Device {
    /// Nil for a device without a node, which is on its way out.
    fileprivate init?(owning pointer: OpaquePointer) {
        let device = UdevDevice(owning: pointer)
        guard let node = device.node else { return nil }
        self.init(
            name: device.name, node: node, number: device.number, isPartition: device.devtype == "partition",
            properties: device.properties)
    }
}
