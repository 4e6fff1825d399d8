// SPDX-License-Identifier: MIT

import WrightModel

/// How long a partition is to be, before it is known where it lies.
///
/// - A fixed size is exact: rounded up to a whole sector, and never smaller than what was asked for. `min-size` and
///   `max-size` have no say in it.
/// - A share is taken of the aligned usable area, rounded down to the alignment, at least one unit of it, and then held
///   between `min-size` (rounded up to a sector) and `max-size` (rounded down to one).
/// - `rest` has no length of its own, but a least and a most: at least `min-size` and one unit of the alignment, at most
///   `max-size`; where `max-size` is less than a unit, it is the least as well.
enum SizeExpectation: Hashable, Sendable {
    case exactly(Wide)
    case rest(weight: Wide, least: Wide, most: Wide?)

    /// The least room that the partition can do with.
    var least: Wide {
        switch self {
        case .exactly(let length): length
        case .rest(_, let least, _): least
        }
    }

    /// The expectation of a size in an aligned area, or the obstacle that its keys are in their own way.
    static func of(_ partition: DesiredPartition, size: DesiredSize, area: Wide, grid: Grid)
        -> Result<SizeExpectation, Obstacle>
    {
        let minimum = partition.minimum.map { grid.sectorsUp(Wide($0.bytes)) } ?? 0
        let maximum = partition.maximum.map { grid.sectorsDown(Wide($0.bytes)) }
        if case .fixed(let size) = size {
            guard size.bytes > 0 else { return .failure(.sizeNotPositive(partition.name)) }
            return .success(.exactly(grid.sectorsUp(Wide(size.bytes))))
        }
        guard maximum.map({ $0 >= max(minimum, grid.sector) }) ?? true else {
            return .failure(.boundsContradict(partition.name))
        }
        if case .share(let millionths) = size {
            let share = max(grid.alignedDown(area * Wide(max(millionths, 0)) / 1_000_000), grid.unit)
            return .success(.exactly(min(max(share, minimum), maximum ?? .max)))
        }
        let weight = Wide(min(max(partition.weight, 1), greatestWeight))
        return .success(.rest(weight: weight, least: min(max(minimum, grid.unit), maximum ?? .max), most: maximum))
    }

    /// Weights above this count as this, so that weighing bytes stays within a wide integer.
    private static let greatestWeight = 1 << 31
}
