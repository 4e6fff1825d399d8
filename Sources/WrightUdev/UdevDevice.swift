// SPDX-License-Identifier: MIT

import CUdev
import WrightKernel
import WrightModel

/// A libudev device, from which values are copied at once: its strings live as long as it does.
struct UdevDevice: ~Copyable {
    private let device: OpaquePointer

    init(owning device: OpaquePointer) { self.device = device }
    deinit { udev_device_unref(device) }

    /// The name of the node below /dev; libudev has put slashes in the place of sysfs's exclamation marks.
    var name: String { text(udev_device_get_sysname(device)) ?? "" }
    var node: String? { text(udev_device_get_devnode(device)) }
    var devtype: String? { text(udev_device_get_devtype(device)) }
    var action: String? { text(udev_device_get_action(device)) }
    var devicePath: String { text(udev_device_get_devpath(device)) ?? "" }
    var number: DeviceNumber { DeviceNumber(raw: UInt64(udev_device_get_devnum(device))) }
    var sequenceNumber: UInt64 { udev_device_get_seqnum(device) }

    var properties: [String: String] {
        var properties: [String: String] = [:]
        var entry = udev_device_get_properties_list_entry(device)
        while let current = entry {
            if let name = text(udev_list_entry_get_name(current)) {
                properties[name] = text(udev_list_entry_get_value(current)) ?? ""
            }
            entry = udev_list_entry_get_next(current)
        }
        return properties
    }

    private func text(_ pointer: UnsafePointer<CChar>?) -> String? { pointer.map { String(cString: $0) } }
}
