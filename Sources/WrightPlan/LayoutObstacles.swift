// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// The sentences for what a layout cannot give.
extension Obstacle {
    static func noSize(_ name: PartitionName) -> Obstacle {
        Obstacle("partition '\(name)' has no size", remedy: "give one such as 512MiB, 25% or rest")
    }

    static func sizeNotPositive(_ name: PartitionName) -> Obstacle {
        Obstacle("partition '\(name)' is to have no bytes", remedy: "give a size of one sector or more")
    }

    static func boundsContradict(_ name: PartitionName) -> Obstacle {
        Obstacle(
            "'min-size' and 'max-size' of partition '\(name)' leave no whole sector between them",
            remedy: "lower 'min-size' or raise 'max-size'")
    }

    static func startOffSector(_ name: PartitionName, _ span: Span, sector: Wide) -> Obstacle {
        Obstacle(
            "partition '\(name)' is to start at \(words(span.start)), which is no multiple of the \(sector)-byte sectors",
            remedy:
                "start it at \(words(span.start / sector * sector)) or at \(words(span.start / sector * sector + sector))"
        )
    }

    static func startOutside(_ name: PartitionName, _ span: Span, usable: Span) -> Obstacle {
        let missing = max(span.end - usable.end, usable.start - span.start)
        return Obstacle(
            "partition '\(name)' is to lie from \(words(span.start)) to \(words(span.end)), and the table leaves room from "
                + "\(words(usable.start)) to \(words(usable.end)): \(words(missing)) too little",
            remedy: "start it elsewhere or make it smaller")
    }

    static func startTaken(_ name: PartitionName, _ span: Span, by taken: Span) -> Obstacle {
        Obstacle(
            "partition '\(name)' is to lie from \(words(span.start)) to \(words(span.end)), and another lies from "
                + "\(words(taken.start)) to \(words(taken.end))",
            remedy: "leave its 'start' out, or start it where there is room")
    }

    static func neighboursSwapped(_ names: [PartitionName], before: PartitionName, after: PartitionName) -> Obstacle {
        Obstacle(
            "\(subject(names)) cannot be placed between '\(before)' and '\(after)', for these lie the other way round on the disk",
            remedy: "list the partitions in the order in which they lie on the disk")
    }

    /// - Parameter largest: the largest free room that may be used; nil where there is none.
    static func noRoom(
        _ names: [PartitionName], need: Wide, largest: Span?, before: PartitionName?, after: PartitionName?
    ) -> Obstacle {
        let asks = names.count == 1 ? "needs at least \(words(need))" : "need at least \(words(need)) together"
        let offer =
            largest.map {
                "the largest free room\(place(before, after)) is \(words($0.length)) at \(words($0.start)): "
                    + "\(words(max(need - $0.length, 0))) are missing"
            } ?? "there is no free room\(place(before, after))"
        return Obstacle(
            "\(subject(names)) \(asks), and \(offer)", remedy: "make the store larger or the partitions smaller")
    }

    private static func place(_ before: PartitionName?, _ after: PartitionName?) -> String {
        switch (before, after) {
        case (let before?, let after?): " between '\(before)' and '\(after)'"
        case (let before?, nil): " behind '\(before)'"
        case (nil, let after?): " before '\(after)'"
        case (nil, nil): ""
        }
    }

    private static func subject(_ names: [PartitionName]) -> String {
        (names.count == 1 ? "partition " : "partitions ") + Sentence.quotedList(names.map(\.text))
    }

    private static func words(_ bytes: Wide) -> String { ByteCount(wide: bytes).inWords }
}
