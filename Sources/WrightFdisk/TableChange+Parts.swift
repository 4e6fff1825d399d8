// SPDX-License-Identifier: MIT

import WrightModel

/// The parts of a change, partition by partition. Partitions are the same where they have the same number.
extension TableChange {
    /// The partitions that are no longer to be there.
    var removals: [TablePartition] {
        let kept = Set(after.partitions.map(\.number))
        return before?.partitions.filter { !kept.contains($0.number) } ?? []
    }

    /// The partitions that are there and are to be otherwise in anything but the label.
    ///
    /// An MBR partition's identifier follows from the disk's, and is no change of its own.
    var alterations: [(old: TablePartition, new: TablePartition)] {
        kept.filter { old, new in
            var candidate = new
            candidate.label = old.label
            if after.kind == .mbr { candidate.identifier = old.identifier }
            return candidate != old
        }
    }

    /// The labels that are to be written, by partition number: canonically equivalent texts are not the same label.
    var labels: [Int: String] {
        guard after.kind == .gpt else { return [:] }
        let renamed = kept.filter { !$0.old.label.utf16.elementsEqual($0.new.label.utf16) }.map(\.new)
        return Dictionary((additions + renamed).map { ($0.number, $0.label) }) { first, _ in first }
    }

    /// Whether anything is written of the chain of logical partitions; one that goes with its extended one stays where
    /// it is.
    var altersChain: Bool {
        after.extended != nil
            && (removals.contains { $0.role == .logical } || alterations.contains { $0.old.role == .logical })
    }

    private var kept: [(old: TablePartition, new: TablePartition)] {
        let known = Dictionary((before?.partitions ?? []).map { ($0.number, $0) }) { first, _ in first }
        return after.partitions.compactMap { new in known[new.number].map { ($0, new) } }
    }
}
