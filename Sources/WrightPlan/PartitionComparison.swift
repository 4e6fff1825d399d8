// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// What the manifest says of a partition that exists, against what the table says.
///
/// Only keys that the manifest gives are compared; every difference is an obstacle, for nothing that exists is changed.
struct PartitionComparison {
    let desired: DesiredPartition
    let existing: TablePartition
    let kind: TableKind
    let grid: Grid
    /// The table's usable area, from which shares are taken.
    let area: Span
    /// The aligned room directly behind the partition that nothing takes, in whole units of the alignment.
    let roomBehind: Wide

    var obstacles: [Obstacle] {
        NewPartition.meaninglessKeys(of: desired, in: kind) + sizeObstacles + startObstacles + typeObstacles
            + identityObstacles + attributeObstacles
    }

    private var length: Wide { Wide(existing.extent.length.bytes) }

    private var sizeObstacles: [Obstacle] {
        // Without a size the bounds still hold what is there, as they do for `rest`; room behind is then no matter.
        switch SizeExpectation.of(desired, size: desired.size ?? .rest, area: max(area.length, 0), grid: grid) {
        case .failure(let obstacle): return [obstacle]
        case .success(.exactly(let expected)): return difference(from: expected)
        case .success(.rest(_, _, let most)): return restObstacles(most: most)
        }
    }

    private func difference(from expected: Wide) -> [Obstacle] {
        if expected < length {
            return [.mustShrink(desired.name, from: existing.extent.length, to: ByteCount(wide: expected))]
        }
        if expected > length {
            return [.mustGrow(desired.name, from: existing.extent.length, to: ByteCount(wide: expected))]
        }
        return []
    }

    private func restObstacles(most: Wide?) -> [Obstacle] {
        if let most, length > most { return difference(from: most) }
        if let minimum = desired.minimum, length < Wide(minimum.bytes) {
            return difference(from: grid.sectorsUp(Wide(minimum.bytes)))
        }
        guard desired.size == .rest else { return [] }
        let growth = min(roomBehind, most.map { $0 - length } ?? roomBehind)
        return growth >= grid.unit ? difference(from: length + growth) : []
    }

    private var startObstacles: [Obstacle] {
        guard let start = desired.start, start != existing.extent.start else { return [] }
        return [.mustMove(desired.name, from: existing.extent.start, to: start)]
    }

    private var typeObstacles: [Obstacle] {
        guard let asked = desired.type else { return [] }
        guard let type = asked.resolved(in: kind) else { return [.typeMeaningless(desired.name, asked, kind: kind)] }
        return type == existing.type ? [] : [change("type", from: existing.type.description, to: type.description)]
    }

    private var identityObstacles: [Obstacle] {
        var obstacles: [Obstacle] = []
        if let number = desired.number, number != existing.number {
            obstacles.append(change("number", from: String(existing.number), to: String(number)))
        }
        if kind == .gpt, let identifier = desired.identifier, existing.identifier != .gpt(identifier) {
            obstacles.append(change("uuid", from: existing.identifier.description, to: identifier.description))
        }
        if kind == .gpt, let label = desired.label, label != existing.label {
            obstacles.append(change("label", from: existing.label, to: label))
        }
        if existing.number > KernelPartition.lastNumber {
            obstacles.append(.invisible(desired.name, number: existing.number))
        }
        return obstacles
    }

    private var attributeObstacles: [Obstacle] {
        guard let attributes = desired.attributes, attributes != existing.attributes else { return [] }
        let (found, wanted) = (AttributeText.list(existing.attributes, kind), AttributeText.list(attributes, kind))
        return [change("attributes", from: found, to: wanted)]
    }

    private func change(_ key: String, from: String, to: String) -> Obstacle {
        .mustChange(desired.name, key, from: from, to: to)
    }
}
