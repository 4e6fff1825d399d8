// SPDX-License-Identifier: MIT

import WrightKernel
import WrightModel
import WrightUdev

/// The links that one device of a store is to have: the whole disk where `number` is nil, else a partition.
struct LinkClaim {
    let store: StoreName
    let disk: DiskSequence
    let number: Int?
    let links: [LinkPath]
}

/// Has links appear and vanish: by telling udev, or by its own hand where no udevd runs.
struct LinkPublisher {
    private let keeper: LinkKeeper
    private let records = LinkRecords()
    private let direct = DirectLinks()

    init(keeper: LinkKeeper) { self.keeper = keeper }

    /// Writes down which links a device is to have, for the next event of that device to find.
    func record(_ claim: LinkClaim) throws {
        if claim.links.isEmpty {
            try records.remove(disk: claim.disk, partition: claim.number)
        } else {
            try records.write(disk: claim.disk, partition: claim.number, store: claim.store, links: claim.links)
        }
    }

    /// Records a claim and has it take effect on a device that the kernel shows already.
    func publish(_ claim: LinkClaim, on disk: String, before: [LinkPath]) throws {
        try record(claim)
        switch keeper {
        case .udev:
            try SyntheticEvent.trigger(sysfsDevice: node(claim.number, of: disk), identifier: GUID.random())
        case .loopwright:
            for link in before where !claim.links.contains(link) { try direct.remove(link) }
            try linkDirectly(claim, to: disk)
        }
    }

    /// Makes the links where no udevd does.
    func linkDirectly(_ claim: LinkClaim, to disk: String) throws {
        guard keeper == .loopwright else { return }
        for link in claim.links { try direct.publish(link, leadingTo: node(claim.number, of: disk)) }
    }

    /// Forgets a partition that is gone; udev takes its links down by itself when it hears of the removal.
    func retract(_ number: Int?, of disk: DiskSequence) throws {
        if keeper == .loopwright {
            let record = records.read(disk: disk)[number]
            for link in record?.links ?? [] { try direct.remove(link) }
        }
        try records.remove(disk: disk, partition: number)
    }

    /// Forgets everything of a disk that is gone.
    func retractAll(of disk: DiskSequence) throws {
        for number in records.read(disk: disk).keys { try retract(number, of: disk) }
    }

    /// Forgets disks that are gone: of a loop that others have detached, and of a command that was killed.
    ///
    /// udev takes such links down by itself.
    func forgetAbsent(sysfs: Sysfs = Sysfs()) throws {
        let present = sysfs.sequences()
        guard !present.isEmpty else { return }
        if keeper == .loopwright {
            let (kept, stale) = records.all().split { present.contains($0) }
            for link in stale.subtracting(kept) { try direct.remove(link) }
        }
        try records.removeAll(besides: present)
    }

    /// Has udev look at a partition again whose size has changed: BLKPG_RESIZE_PARTITION raises no event.
    func announce(_ number: Int, of disk: String) throws {
        guard keeper == .udev else { return }
        try SyntheticEvent.trigger(sysfsDevice: node(number, of: disk), identifier: GUID.random())
    }

    private func node(_ number: Int?, of disk: String) -> String {
        number.map { KernelPartition.name(of: $0, on: disk) } ?? disk
    }
}

extension [DiskSequence: [Int?: LinkRecord]] {
    /// The links of the disks that fulfil the condition, and those of the others.
    fileprivate func split(_ condition: (DiskSequence) -> Bool) -> (Set<LinkPath>, Set<LinkPath>) {
        var (fulfilling, others): (Set<LinkPath>, Set<LinkPath>) = ([], [])
        for (disk, records) in self {
            let links = records.values.flatMap(\.links)
            if condition(disk) { fulfilling.formUnion(links) } else { others.formUnion(links) }
        }
        return (fulfilling, others)
    }
}
