// SPDX-License-Identifier: MIT

import WrightKernel
import WrightModel
import WrightUdev

/// Waits until the links of some stores lead to their nodes, and those that are to go are gone.
///
/// It never asks `udevadm settle`, which waits for foreign devices and answers at once when udevd is busy. That all is
/// right is proven by the look at the stores that follows; this one says when that is worth it.
struct Readiness {
    /// In the order in which udev is told of them.
    private var outstanding: [Expectation] = []

    /// Expects the links of a store as its plan has them, on the device that it is attached to by now.
    mutating func expect(_ plan: StorePlan, on disk: String) {
        outstanding += plan.links.map { Expectation(link: $0, node: disk) }
        for partition in plan.partitions {
            let node = KernelPartition.name(of: partition.number, on: disk)
            outstanding += partition.links.map { Expectation(link: $0, node: node) }
        }
    }

    /// Expects that links are taken down.
    mutating func expectAbsence(of links: some Sequence<LinkPath>) {
        outstanding += links.map { Expectation(link: $0, node: nil) }
    }

    /// Waits until all is as expected, or is not to be expected any more.
    ///
    /// - Parameters:
    ///   - patience: how long udev may go without mending any link. Every link that comes right gives it that time anew,
    ///     for a thousand stores take longer than one.
    ///   - unheard: the same where it is not known what udev has still to do.
    ///   - lastCall: how long links are given that are not right although udevd has answered for everything: what it answered
    ///     may have been an event of the same name that was on its way before, from the device's detachment say.
    /// - Returns: the links that are still not right.
    mutating func wait(
        on backlog: UdevBacklog, patience: Duration, unheard: Duration, lastCall: Duration = Readiness.lastCall,
        progress: (Int) -> Void
    ) -> [LinkPath] {
        var last = ContinuousClock.now
        var end: ContinuousClock.Instant?
        while passBeginning() {
            let deadline = last + (backlog.isHeard ? patience : unheard)
            if backlog.isWorkedOff || ContinuousClock.now > deadline {
                let before = outstanding.count
                outstanding.removeAll { $0.isMet }
                if outstanding.count < before {
                    last = .now
                    end = nil
                } else if !backlog.isWorkedOff || end.map({ $0 <= .now }) ?? false {
                    break
                } else if end == nil {
                    end = .now + lastCall
                }
            }
            let left = end.map { ContinuousClock.now.duration(to: $0) } ?? .milliseconds(100)
            backlog.listen(for: min(max(.zero, left), .milliseconds(100)))
            progress(outstanding.count)
        }
        return outstanding.map(\.link).sorted()
    }

    /// Enough where a link that does not come is asked for anew.
    static let lastCall = Duration.milliseconds(50)

    /// Forgets what is met up to the first link that is not, so that a look costs little however many there are.
    ///
    /// - Returns: whether there is one.
    private mutating func passBeginning() -> Bool {
        outstanding.removeSubrange(..<(outstanding.firstIndex { !$0.isMet } ?? outstanding.endIndex))
        return !outstanding.isEmpty
    }
}

/// A link that is to lead to a node below /dev, or that is to be gone.
private struct Expectation {
    let link: LinkPath
    /// Nil where the link is to be gone.
    let node: String?

    var isMet: Bool {
        guard let node else { return !Tree.exists(link.absolute) }
        return Tree.linkTarget(link.absolute)?.hasSuffix("/" + node) ?? false
    }
}
