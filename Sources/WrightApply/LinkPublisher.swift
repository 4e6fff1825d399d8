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
            do {
                try SyntheticEvent.trigger(sysfsDevice: node(claim.number, of: disk), identifier: GUID.random())
            } catch {
                // A partition that is gone, or that never came, has no links to lose.
                guard claim.links.isEmpty, error.isAbsent else { throw error }
            }
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
        try retract(number, of: disk, keeper == .loopwright ? records.read(disk: disk, partition: number) : nil)
    }

    private func retract(_ number: Int?, of disk: DiskSequence, _ record: LinkRecord?) throws {
        if keeper == .loopwright {
            for link in record?.links ?? [] { try direct.remove(link) }
        }
        try records.remove(disk: disk, partition: number)
    }

    /// What has been recorded of a disk and of the partitions that it shows.
    func claims(on disk: DiskSequence, of name: String) -> [LinkClaim] {
        shown(disk, name).map { LinkClaim(store: $1.store, disk: disk, number: $0, links: $1.links) }
    }

    /// Forgets what has been recorded of a disk that is about to go, and of the partitions that it shows.
    func retractAll(of disk: DiskSequence, _ name: String) throws {
        for (number, record) in shown(disk, name) { try retract(number, of: disk, record) }
    }

    private func shown(_ disk: DiskSequence, _ name: String) -> [Int?: LinkRecord] {
        records.read(disk: disk, partitions: Sysfs().partitions(of: name).map(\.number))
    }

    /// Forgets disks that are gone, be it that others have detached them or that a command was killed, and takes down
    /// the links that are left of them.
    ///
    /// - Parameter present: the sequences of all disks that are there.
    func forgetAbsent(besides present: Set<DiskSequence>, sysfs: Sysfs = Sysfs()) throws {
        let all = records.all()
        let claimed = Set(all.filter { present.contains($0.key) }.values.flatMap(\.links))
        let abandoned = Set(all.values.flatMap(\.links) + LinkInspection().ownLinks()).subtracting(claimed)
        if keeper == .loopwright { try abandoned.forEach(direct.remove) }
        try records.removeAll(besides: present)
        if keeper == .udev { try abandoned.forEach { try revise($0, sysfs) } }
    }

    /// Has udev look once more at the device that a link leads to, where the link is udev's own: an event for any other
    /// would mend nothing, and whoever follows events would never come to rest.
    private func revise(_ link: LinkPath, _ sysfs: Sysfs) throws {
        guard case .device(let number) = LinkInspection().target(of: link), let name = sysfs.name(of: number),
            let known = UdevDatabase.properties(of: number)?["DEVLINKS"],
            known.split(separator: " ").contains(Substring(link.absolute))
        else { return }
        try SyntheticEvent.trigger(sysfsDevice: name, identifier: GUID.random())
    }

    /// Has udev look at a partition again whose size or entry has changed: BLKPG_RESIZE_PARTITION raises no event.
    func announce(_ number: Int, of disk: String) throws {
        guard keeper == .udev else { return }
        do {
            try SyntheticEvent.trigger(sysfsDevice: node(number, of: disk), identifier: GUID.random())
        } catch {
            // Of a partition that has gone meanwhile udev has heard.
            guard error.isAbsent else { throw error }
        }
    }

    private func node(_ number: Int?, of disk: String) -> String {
        number.map { KernelPartition.name(of: $0, on: disk) } ?? disk
    }
}

extension [Int?: LinkRecord] {
    /// The links of a disk and of its partitions.
    fileprivate var links: [LinkPath] { values.flatMap(\.links) }
}
