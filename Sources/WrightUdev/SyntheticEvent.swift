// SPDX-License-Identifier: MIT

package import WrightKernel
package import WrightModel

/// An event that the kernel sends because it was asked to: for udev to look at a device again.
package enum SyntheticEvent {
    /// Has the kernel send `change` for a device (`loop3`, `loop3p1`), which comes back with SYNTH_UUID set.
    ///
    /// Once udev's echo of it has come, udev has worked off that device up to here: what `udevadm settle` promises
    /// and does not keep. See Documentation/ABI/testing/sysfs-uevent.
    package static func trigger(
        sysfsDevice name: String, identifier: GUID, sysfs: Sysfs = Sysfs()
    ) throws(SyscallFailure) {
        let file = try OwnedDescriptor.open(sysfs.folder(of: name) + "/uevent", .writeOnly)
        try file.write(Array("change \(identifier)".utf8), at: 0)
    }
}
