// SPDX-License-Identifier: MIT

import WrightModel
import WrightUdev

/// Proves that every link of some stores leads to the right device, and waits for udev until it does.
///
/// It never asks `udevadm settle`, which waits for foreign devices and answers at once when udevd is busy. Events only
/// say when to look again; what counts is where the link leads.
struct Readiness {
    /// What a link is to be: nil where it is to be gone.
    private var outstanding: [LinkPath: DeviceNumber?] = [:]

    /// Expects the links of a store as its finished plan has them.
    mutating func expect(_ plan: StorePlan, device: ObservedDevice) {
        for link in plan.links { outstanding[link] = .some(device.number) }
        let shown = Dictionary(uniqueKeysWithValues: device.partitions.map { ($0.number, $0.device) })
        for partition in plan.partitions {
            guard let number = shown[partition.number] else { continue }
            for link in partition.links { outstanding[link] = .some(number) }
        }
    }

    /// Expects that links are taken down.
    mutating func expectAbsence(of links: some Sequence<LinkPath>) {
        for link in links { outstanding.updateValue(nil, forKey: link) }
    }

    /// Waits until all is as expected.
    ///
    /// - Parameter patience: how long udev may go without mending any link. Every link that comes right gives it that
    ///   time anew, for a thousand stores take longer than one.
    /// - Returns: the links that are still not right.
    mutating func wait(on events: EventWait, patience: Duration, progress: (Int) -> Void) -> [LinkPath] {
        var deadline = ContinuousClock.now + patience
        settle()
        while !outstanding.isEmpty, ContinuousClock.now < deadline {
            events.pause(for: .milliseconds(100))
            let before = outstanding.count
            settle()
            guard outstanding.count < before else { continue }
            progress(outstanding.count)
            deadline = ContinuousClock.now + patience
        }
        return outstanding.keys.sorted()
    }

    /// Forgets the expectations that are met.
    private mutating func settle() {
        let inspection = LinkInspection()
        outstanding = outstanding.filter { link, expected in
            switch (inspection.target(of: link), expected) {
            case (nil, nil): false
            case (.device(let found), .some(let wanted)): found != wanted
            default: true
            }
        }
    }
}
