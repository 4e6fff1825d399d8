// SPDX-License-Identifier: MIT

import WrightKernel
import WrightModel

/// What the steps of one store share while they are walked: its backing and its device, as they have become.
struct StoreSession {
    let plan: StorePlan
    var store: StoreName { plan.name }
    /// The image file that the store stands on; nil for a device.
    let file: String?
    /// The backing that was planned with; nil until a file is made.
    var backing: BackingIdentity?
    /// The device by its kernel name and the disk sequence it must still have; nil until a loop is attached.
    var device: (name: String, sequence: DiskSequence)?
    /// Kept from the writing of a disk's table on.
    var shield: TableShield?
    /// The backing as a person knows it, and the disk that it is or is on.
    let backingName: String
    let disk: DiskIdentity?
    /// Why the step that is being taken is taken.
    var reason = ""
    /// What is told of the events that the steps raise.
    let backlog: UdevBacklog?
    /// The device, open for the steps that change its partitions one after another.
    private var open: OpenDevice?

    /// Whether the kernel reads the device's table when it is asked to (BLKRRPART): disks, and loops with PARTSCAN.
    var scansPartitions: Bool {
        guard let device, let loop = Sysfs().loop(named: device.name) else { return true }
        return loop.scansPartitions
    }

    init(plan: StorePlan, file: String?, backlog: UdevBacklog? = nil) {
        self.backlog = backlog
        self.plan = plan
        self.file = file
        backing = plan.basis.backing
        backingName = plan.backing
        disk = plan.basis.disk
        if let node = plan.device, let sequence = plan.basis.deviceSequence {
            device = (String(node.dropFirst("/dev/".count)), sequence)
        }
    }

    func requireDevice() throws(StepFailure) -> (name: String, sequence: DiskSequence) {
        guard let device else { throw .stale("the store '\(store)' has no device to work on") }
        return device
    }
}

extension StoreSession {
    /// Opens the store's device, read-only unless told otherwise, and proves that it still shows what was planned for.
    ///
    /// BLKPG asks for a capability and not for a writable descriptor, and closing a writable one makes udev probe the
    /// whole disk again (docs/kernel-notes.md), so only the table is written through one.
    func openDevice(_ options: OpenOptions = .readOnly) throws -> OwnedDescriptor {
        let (name, sequence) = try requireDevice()
        let descriptor = try OwnedDescriptor.open("/dev/" + name, options)
        guard try BlockDevice.sequence(of: descriptor) == sequence else {
            throw StepFailure.stale("'/dev/\(name)' shows another medium than the one that was planned for")
        }
        return descriptor
    }

    /// The device, open for reading and proven again to show what was planned for.
    mutating func requireOpenDevice() throws -> OpenDevice {
        let (name, sequence) = try requireDevice()
        if let open, open.name == name, try BlockDevice.sequence(of: open.descriptor) == sequence { return open }
        let opened = OpenDevice(name: name, descriptor: try openDevice())
        open = opened
        return opened
    }

    /// Closes the device, which somebody may now be waiting for.
    mutating func releaseDevice() { open = nil }

    /// Opens the backing file or device and proves that it is the one that was planned for.
    func openBacking(_ path: String, _ options: OpenOptions, trust: PathTrust) throws -> OwnedDescriptor {
        let descriptor = try TrustedPath.open(path, options, trust: trust)
        guard let backing, try descriptor.status().identity == backing else {
            throw StepFailure.stale("'\(path)' is no longer the file or device that was planned for")
        }
        return descriptor
    }
}

/// A device that stays open from one step to the next.
final class OpenDevice {
    let name: String
    let descriptor: OwnedDescriptor

    init(name: String, descriptor: consuming OwnedDescriptor) {
        self.name = name
        self.descriptor = descriptor
    }
}
