// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightKernel
import WrightModel
import WrightUdev

@Suite(.enabled(if: Udevd.isAvailable, "needs root and systemd-udevd"), .serialized)
struct UdevTests {
    private let udevd: Udevd
    private let loop: TestLoop
    private let records = LinkRecords()
    private let inspection = LinkInspection()
    private let store: StoreName

    init() throws {
        udevd = try Udevd()
        loop = try TestLoop()
        store = try #require(StoreName("udevtest\(getpid())"))
    }

    private func open(_ monitor: borrowing UdevMonitor, await wanted: (Uevent) -> Bool) throws -> Uevent? {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            if let event = try monitor.next() {
                if wanted(event) { return event }
            } else {
                _ = monitor.wait(until: deadline)
            }
        }
        return nil
    }

    /// Has udev look at a device once more, and waits until it has.
    private func settle(_ name: String, _ monitor: borrowing UdevMonitor) throws -> Uevent {
        let identifier = try GUID.random()
        try SyntheticEvent.trigger(sysfsDevice: name, identifier: identifier)
        return try #require(try open(monitor) { $0.synthIdentifier == identifier })
    }

    @Test func publishesAPartitionBeforeItsFirstEventIsOver() throws {
        let monitor = try UdevMonitor.open(group: .udev)
        #expect(monitor.receiveBufferSize > 0)
        let links = [LinkPath.partition(1, of: store), try #require(LinkPath(observed: "by-role/\(store)"))]
        defer { try? records.remove(disk: loop.sequence, partition: 1) }
        try records.write(disk: loop.sequence, partition: 1, store: store, links: links)
        try loop.addPartition(1)

        let event = try #require(try open(monitor) { $0.name == loop.name + "p1" && $0.action == "add" })
        let number = try #require(Sysfs().disk(named: loop.name + "p1")?.number)
        for link in links { #expect(inspection.target(of: link) == .device(number)) }
        #expect(inspection.links(in: store) == [links[0]: .device(number)])
        #expect(event.number == number)
        #expect(event.diskSequence == loop.sequence)
        #expect(event.partitionNumber == 1)
        #expect(event.devtype == "partition")
        #expect(event.properties["LW_STORE"] == store.text)
        #expect(UdevDatabase.properties(of: number)?["LW_LINK2"] == "by-role/\(store)")
        let device = try #require(UdevDatabase.disks().first { $0.number == number })
        #expect(device.isPartition)
        #expect(device.node == "/dev/\(loop.name)p1")
        #expect(device.fits(["LW_STORE": "udevtest*", "DEVTYPE": "partition"]))
        #expect(!device.fits(["LW_STORE": "udevtest*", "ID_SERIAL": "*"]))

        try loop.deletePartition(1)
        _ = try #require(try open(monitor) { $0.name == loop.name + "p1" && $0.action == "remove" })
        for link in links { #expect(inspection.target(of: link) == nil) }
    }

    @Test func renamesWithASyntheticEvent() throws {
        let monitor = try UdevMonitor.open(group: .udev, devtype: "disk")
        let many = try (1...16).map { try #require(LinkPath(observed: "by-role/\(store).\($0)")) }
        defer { try? records.remove(disk: loop.sequence, partition: nil) }
        try records.write(disk: loop.sequence, partition: nil, store: store, links: many)
        _ = try settle(loop.name, monitor)
        #expect(many.allSatisfy { inspection.target(of: $0) == .device(loop.number) })

        try records.write(disk: loop.sequence, partition: nil, store: store, links: [.disk(of: store)])
        let event = try settle(loop.name, monitor)
        #expect(event.properties["LW_LINK"] == "by-loopwright/\(store)/disk")
        #expect(event.properties["LW_LINK2"] == nil)
        #expect(inspection.links(in: store) == [.disk(of: store): .device(loop.number)])
        #expect(many.allSatisfy { inspection.target(of: $0) == nil })

        try records.remove(disk: loop.sequence, partition: nil)
        _ = try settle(loop.name, monitor)
        #expect(inspection.links(in: store) == [:])
    }

    @Test func publishesNothingOfADeviceWithoutARecord() throws {
        let monitor = try UdevMonitor.open(group: .udev)
        let event = try settle(loop.name, monitor)
        #expect(event.properties["LW_STORE"] == nil)
        // TAGS keeps what a device of that number ever had.
        #expect(event.properties["CURRENT_TAGS"]?.contains("loopwright") != true)
    }

    private func drain(_ monitor: borrowing UdevMonitor) -> MonitorFailure? {
        do throws(MonitorFailure) {
            while try monitor.next() != nil {}
            return nil
        } catch {
            return error
        }
    }

    // A buffer as small as the kernel allows, and more events than fit.
    @Test func saysThatEventsWereLost() throws {
        let monitor = try UdevMonitor.open(group: .kernel, receiveBufferSize: 1)
        #expect(monitor.receiveBufferSize < 1 << 16)
        for _ in 0..<200 { try SyntheticEvent.trigger(sysfsDevice: loop.name, identifier: GUID.random()) }
        #expect(drain(monitor) == .overrun)
        #expect(drain(monitor) == nil)
        let identifier = try GUID.random()
        try SyntheticEvent.trigger(sysfsDevice: loop.name, identifier: identifier)
        _ = try #require(try open(monitor) { $0.synthIdentifier == identifier })
    }

    @Test func waitsNoLongerThanItMay() throws {
        let monitor = try UdevMonitor.open(group: .udev, subsystem: "no-such-subsystem")
        let came = monitor.wait(until: .now + .milliseconds(20))
        #expect(!came)
        let event = try monitor.next()
        #expect(event == nil)
    }

    @Test func knowsNoDeviceThatIsNotThere() {
        #expect(UdevDatabase.properties(of: DeviceNumber(major: 511, minor: 1)) == nil)
    }
}
