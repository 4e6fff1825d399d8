// SPDX-License-Identifier: MIT

package import WrightModel

/// One event of a block device: a hint to look at the device again, and no fact about it.
package struct Uevent: Hashable, Sendable {
    /// `add`, `change`, `remove`, `move`.
    package var action: String
    /// The name of the node below /dev: `loop3p1`.
    package var name: String
    /// `disk` or `partition`.
    package var devtype: String?
    /// The path below /sys: `/devices/virtual/block/loop3`.
    package var devicePath: String
    package var number: DeviceNumber
    /// SEQNUM, which rises by one with every event of the machine.
    package var sequenceNumber: UInt64
    package var diskSequence: DiskSequence?
    package var partitionNumber: Int?
    /// SYNTH_UUID: which `SyntheticEvent` this is the echo of.
    package var synthIdentifier: GUID?
    /// All properties, those of udev's rules among them where the event came through udev.
    package var properties: [String: String]
}
