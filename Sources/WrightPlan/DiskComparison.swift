// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// Tells whether the disk that is there is the one that the store stood on before.
struct DiskComparison {
    private let left: DiskIdentity
    private let came: DiskIdentity

    /// The obstacle where another disk has come; nil where it is the same one, or nobody remembers one.
    static func obstacle(to desired: DesiredStore, _ observed: ObservedStore) -> Obstacle? {
        guard let left = desired.formerDisk, let came = observed.disk, left.sequence != came.sequence,
            !observed.isTaken(since: left)
        else { return nil }
        return DiskComparison(left: left, came: came).obstacle(for: desired.name)
    }

    /// In what a disk differs from another, as a clause; nil where nothing tells them apart.
    static func difference(of came: DiskIdentity, from left: DiskIdentity) -> String? {
        DiskComparison(left: left, came: came).difference
    }

    private var difference: String? {
        let differences = differences
        guard !differences.isEmpty else { return nil }
        let (had, has) = (Sentence.list(differences.map(\.had)), Sentence.list(differences.map(\.has)))
        return "'\(left.node)' had \(had), and '\(came.node)' has \(has)"
    }

    private func obstacle(for store: StoreName) -> Obstacle? {
        guard let difference else { return nil }
        return Obstacle(
            "its disk is not the one that left: \(difference)",
            remedy: "put the one that left back, or run `loopwright apply \(store)` to take this one; "
                + "SIGHUP has the agent forget the one that left")
    }

    private struct Difference {
        let had: String
        let has: String
    }

    /// What both say, and say otherwise.
    private var differences: [Difference] {
        let names = [
            name("serial number", among: DiskIdentity.serials), name("WWN", among: DiskIdentity.worldWideNames),
        ]
        return (names + [table, size]).compactMap(\.self)
    }

    /// Each name is compared with its like: udev may not have looked at the disk yet, and then sysfs alone has told.
    private func name(_ what: String, among keys: [String]) -> Difference? {
        guard let key = keys.first(where: isShared), let had = left.names[key], let has = came.names[key], had != has
        else { return nil }
        return Difference(had: "\(what) \(Sentence.quoted(had))", has: "\(what) \(Sentence.quoted(has))")
    }

    private func isShared(_ key: String) -> Bool { left.names[key] != nil && came.names[key] != nil }

    /// A disk of which nothing but the table can tell is not known again without it.
    private var table: Difference? {
        guard let had = left.table, had != came.table else { return nil }
        if came.table == nil, (DiskIdentity.serials + DiskIdentity.worldWideNames).contains(where: isShared) {
            return nil
        }
        return Difference(had: "table \(had)", has: came.table.map { "table \($0)" } ?? "no sound table")
    }

    /// Many a disk can grow, and none shrinks.
    private var size: Difference? {
        came.size < left.size ? Difference(had: left.size.inWords, has: came.size.inWords) : nil
    }
}

extension ObservedStore {
    /// Whether somebody has made the disk that is there the store's own since the one that is remembered left: there is
    /// another loop over it, or udev has been told its links.
    fileprivate func isTaken(since left: DiskIdentity) -> Bool {
        guard let device else { return false }
        guard let binding = device.binding else { return !records.isEmpty }
        return binding.backing == backing.present?.identity && device.sequence != left.loop
    }
}
