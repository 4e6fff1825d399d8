// SPDX-License-Identifier: MIT

import WrightModel

/// What the manifest says of a partition that exists, against what the table says.
///
/// Only keys that the manifest gives are compared. What is recorded in the table alone is changed in place; what would
/// give the partition another place or another number is an obstacle. How long it is to be is for `Layout` to say.
struct PartitionComparison {
    let desired: DesiredPartition
    let existing: TablePartition
    let kind: TableKind

    /// The entry as the manifest wants it.
    var entry: TablePartition {
        var entry = existing
        if let type = desired.type?.resolved(in: kind) { entry.type = type }
        if let attributes = desired.attributes { entry.attributes = attributes }
        guard kind == .gpt else { return entry }
        if let identifier = desired.identifier { entry.identifier = .gpt(identifier) }
        // A text that is canonically equivalent says the same.
        if let label = desired.label, label != existing.label { entry.label = label }
        return entry
    }

    var obstacles: [Obstacle] {
        NewPartition.meaninglessKeys(of: desired, in: kind) + placeObstacles + typeObstacles + roleObstacles
    }

    private var placeObstacles: [Obstacle] {
        var obstacles: [Obstacle] = []
        if let start = desired.start, start != existing.extent.start {
            obstacles.append(.mustMove(desired.name, from: existing.extent.start, to: start))
        }
        if let number = desired.number, number != existing.number {
            obstacles.append(.mustRenumber(desired.name, from: existing.number, to: number))
        }
        if existing.number > KernelPartition.lastNumber {
            obstacles.append(.invisible(desired.name, number: existing.number))
        }
        return obstacles
    }

    private var typeObstacles: [Obstacle] {
        guard let asked = desired.type else { return [] }
        guard let type = asked.resolved(in: kind) else { return [.typeMeaningless(desired.name, asked, kind: kind)] }
        return type.isExtended && type != existing.type ? [.makesExtended(desired.name)] : []
    }

    private var roleObstacles: [Obstacle] {
        existing.role == .extended && entry != existing ? [.cannotChangeExtended(desired.name)] : []
    }
}
