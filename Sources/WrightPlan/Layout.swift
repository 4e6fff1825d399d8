// SPDX-License-Identifier: MIT

package import WrightModel

/// Where partitions are to lie: the arithmetic of a manifest's sizes.
///
/// - The **area** is the table's usable extent, its start rounded up and its end rounded down to the alignment. A
///   partition that is placed starts on a multiple of the alignment.
/// - Partitions lie on the disk in the order of the manifest. One that is missing is placed between its nearest
///   neighbours in the manifest that exist, in what all existing partitions, undeclared ones too, leave free there.
/// - A run of missing neighbours that fits into one gap as a whole is placed there: into the first such gap, or into the
///   largest where one of them takes `rest`. Else it is spread: each gap in turn takes as many of them as fit, in order.
/// - A **fixed** size is exact, rounded up to a whole sector. A **share** is taken of the area's length, rounded down to
///   the alignment, and is never nothing. `min-size` and `max-size` hold shares and `rest`.
/// - **`rest`** is what the others leave in its gap, by weight, in whole units of the alignment; the last one takes the
///   remainder. One that would get less than `min-size`, or than one unit of the alignment, is a problem.
/// - A partition that **exists** keeps its start and never shrinks. One that is to be longer grows into the free room
///   right behind it. One that takes `rest` is sized like a missing one that starts where it starts, with what it has as
///   its least: with the missing ones that come to lie in that room it shares by weight. It is left as it is where less
///   than one unit of the alignment would be gained.
/// - A **logical** partition that exists grows as any other, up to the next EBR. Where the extended one's own end is in
///   the way, that moves as well, unless the manifest says how long it is to be.
/// - An explicit **start** is honoured to the byte. It must be a multiple of the sector size inside the usable extent, it
///   need not be aligned, and what precedes it in the manifest ends before it.
/// - Nothing is silently compromised: what does not fit is a problem that names the partition and the room it lacks.
package struct Layout: Hashable, Sendable {
    /// A partition of the manifest, and where it lies if it exists.
    package struct Request: Hashable, Sendable {
        package var partition: DesiredPartition
        package var existing: Extent?
        /// Of one that exists.
        package var role: TablePartition.Role

        package init(
            _ partition: DesiredPartition, existing: Extent? = nil, role: TablePartition.Role = .primary
        ) {
            self.partition = partition
            self.existing = existing
            self.role = role
        }
    }

    /// What became of the requests.
    package struct Solution: Hashable, Sendable {
        /// The extents by request, existing ones as they are to be; nil for a missing one that has a problem.
        package var extents: [Extent?]
        /// The extended partition as it is to be.
        package var extended: Extent?
        package var problems: [Obstacle]
    }

    package var usable: Extent
    package var alignment: ByteCount
    package var sectorSize: SectorSize
    /// Every extent that is taken, by undeclared partitions and EBRs too.
    package var occupied: [Extent]
    package var requests: [Request]
    /// The extended partition, declared or not.
    package var extended: Extent?
    /// What sentences call whatever lies in an extent that is taken.
    package var titles: [Extent: String]

    package init(
        usable: Extent, alignment: ByteCount, sectorSize: SectorSize, occupied: [Extent] = [], requests: [Request],
        extended: Extent? = nil, titles: [Extent: String] = [:]
    ) {
        self.usable = usable
        self.alignment = alignment
        self.sectorSize = sectorSize
        self.occupied = occupied
        self.requests = requests
        self.extended = extended
        self.titles = titles
    }

    /// The extents of all requests, or the problems that keep them from having one.
    package func solution() -> Solution {
        var placement = LayoutPlacement(self)
        placement.grow()
        placement.expect()
        placement.pin()
        for run in placement.runs() { placement.place(run) }
        placement.fill()
        return Solution(
            extents: placement.spans.map { $0?.extent }, extended: placement.extended?.extent,
            problems: placement.problems)
    }

    var grid: Grid { Grid(alignment: alignment, sectorSize: sectorSize) }
    var area: Span { Span(usable).aligned(to: grid) }
}
