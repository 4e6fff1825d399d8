// SPDX-License-Identifier: MIT

import CUdev
import Glibc
package import WrightKernel
import WrightModel

/// A listener for uevents, for one thread at a time: man 3 udev_monitor_new_from_netlink.
package struct UdevMonitor: ~Copyable {
    /// Who sends the events.
    package enum Group: String, Sendable {
        /// The kernel: before any rule has run.
        case kernel
        /// udev: after its rules, with the links made already. Nothing comes where udevd does not run.
        case udev
    }

    private let library: OpaquePointer
    private let monitor: OpaquePointer
    /// What the kernel keeps for events not yet taken, in bytes: SO_RCVBUF, which stays at `rmem_max` without
    /// CAP_NET_ADMIN whatever is asked for.
    package let receiveBufferSize: Int
    /// For poll and epoll: readable where an event may wait.
    package let descriptor: Int32

    deinit {
        udev_monitor_unref(monitor)
        udev_unref(library)
    }

    /// Starts to listen.
    ///
    /// Open the monitor before looking at devices, so that no event falls in between.
    ///
    /// A burst of one 255-partition disk takes more than the usual 208 KiB; the buffer is an upper bound, not memory.
    package static func open(
        group: Group, subsystem: String = "block", devtype: String? = nil, receiveBufferSize: Int = 128 << 20
    ) throws(SyscallFailure) -> UdevMonitor {
        guard let library = udev_new() else { throw failure("udev_new", ENOMEM) }
        guard let monitor = udev_monitor_new_from_netlink(library, group.rawValue) else {
            let number = errno
            udev_unref(library)
            throw failure("udev_monitor_new_from_netlink", number)
        }
        // Refused without CAP_NET_ADMIN: what it came to is read back.
        udev_monitor_set_receive_buffer_size(monitor, Int32(clamping: receiveBufferSize))
        let descriptor = udev_monitor_get_fd(monitor)
        let opened = UdevMonitor(
            library: library, monitor: monitor, receiveBufferSize: Sockets.receiveBufferSize(descriptor),
            descriptor: descriptor)
        try opened.listen(subsystem, devtype)
        return opened
    }

    private init(library: OpaquePointer, monitor: OpaquePointer, receiveBufferSize: Int, descriptor: Int32) {
        self.library = library
        self.monitor = monitor
        self.receiveBufferSize = receiveBufferSize
        self.descriptor = descriptor
    }

    private func listen(_ subsystem: String, _ devtype: String?) throws(SyscallFailure) {
        let filtered = udev_monitor_filter_add_match_subsystem_devtype(monitor, subsystem, devtype)
        guard filtered >= 0 else {
            throw UdevMonitor.failure("udev_monitor_filter_add_match_subsystem_devtype", -filtered)
        }
        let enabled = udev_monitor_enable_receiving(monitor)
        guard enabled >= 0 else { throw UdevMonitor.failure("udev_monitor_enable_receiving", -enabled) }
    }

    private static func failure(_ call: String, _ number: Int32) -> SyscallFailure {
        SyscallFailure("listen to udev", call: call, errno: number)
    }

    /// The next event, or nil where none waits; never blocks.
    ///
    /// After `overrun` the events that are left can still be taken, and everything is to be looked at again.
    package func next() throws(MonitorFailure) -> Uevent? { try next { Uevent($0) } }

    /// What the next event says and of which device, and nothing else of it; nil where none waits.
    package func nextHeadline() throws(MonitorFailure) -> (action: String, name: String)? {
        try next { ($0.action ?? "", $0.name) }
    }

    private func next<Value>(_ read: (borrowing UdevDevice) -> Value) throws(MonitorFailure) -> Value? {
        repeat {
            errno = 0
            if let device = udev_monitor_receive_device(monitor) { return read(UdevDevice(owning: device)) }
            let number = errno
            if number == ENOBUFS { throw .overrun }
            // Nothing there, or a message that is not udev's or is cut off: the next one may be behind it.
            guard [0, EAGAIN, EINTR, EBADMSG, EINVAL, EIO].contains(number) else {
                throw .failed(UdevMonitor.failure("udev_monitor_receive_device", number))
            }
        } while Sockets.isReadable(descriptor, within: .zero)
        return nil
    }

    /// Waits for an event, or for trouble that `next` reports; false when the deadline is over.
    package func wait(until deadline: ContinuousClock.Instant) -> Bool {
        repeat {
            if Sockets.isReadable(descriptor, within: ContinuousClock.now.duration(to: deadline)) { return true }
        } while ContinuousClock.now < deadline
        return false
    }
}

/// Why a monitor gave no event.
package enum MonitorFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Events came faster than they were taken, and some are lost: ENOBUFS.
    case overrun
    case failed(SyscallFailure)

    package var description: String {
        switch self {
        case .overrun: "events of udev were lost: more came than the socket holds"
        case .failed(let failure): failure.description
        }
    }
}

extension Uevent {
    init(_ device: borrowing UdevDevice) {
        let properties = device.properties
        self.init(
            action: device.action ?? "", name: device.name, devtype: device.devtype, devicePath: device.devicePath,
            number: device.number, sequenceNumber: device.sequenceNumber,
            diskSequence: properties["DISKSEQ"].flatMap { UInt64($0) }.map(DiskSequence.init),
            partitionNumber: properties["PARTN"].flatMap { Int($0) },
            synthIdentifier: properties["SYNTH_UUID"].flatMap { GUID($0) }, properties: properties)
    }
}
