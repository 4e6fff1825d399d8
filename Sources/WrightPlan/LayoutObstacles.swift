// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// The sentences for what a layout cannot give.
extension Obstacle {
    static func noSize(_ name: PartitionName) -> Obstacle {
        Obstacle(
            "partition '\(name)' has no size", remedy: "say one such as `size: 512MiB`, `size: 25%` or `size: rest`")
    }

    static func sizeNotPositive(_ name: PartitionName) -> Obstacle {
        Obstacle("partition '\(name)' is to have no bytes", remedy: "say `size: 1MiB` or another of one sector or more")
    }

    static func boundsContradict(_ name: PartitionName) -> Obstacle {
        Obstacle(
            "'min-size' and 'max-size' of partition '\(name)' leave no whole sector between them",
            remedy: "say a lower `min-size: …` or a higher `max-size: …`")
    }

    static func startOffSector(_ name: PartitionName, _ span: Span, sector: Wide) -> Obstacle {
        let lower = span.start / sector * sector
        let fitting = [lower, lower + sector].filter { $0 > 0 }.map { "`start: \(ByteCount(wide: $0).inManifest)`" }
        return Obstacle(
            "partition '\(name)' is to start at \(words(span.start)), which is no multiple of the \(sector)-byte sectors",
            remedy: "say \(fitting.joined(separator: " or "))")
    }

    static func startOutside(_ name: PartitionName, _ span: Span, usable: Span) -> Obstacle {
        let missing = max(span.end - usable.end, usable.start - span.start)
        return Obstacle(
            "partition '\(name)' is to lie from \(words(span.start)) to \(words(span.end)), and the table leaves room from "
                + "\(words(usable.start)) to \(words(usable.end)): \(words(missing)) too little",
            remedy: "leave \(start(span)) out, or make it smaller")
    }

    static func startTaken(_ name: PartitionName, _ span: Span, by taken: Span) -> Obstacle {
        Obstacle(
            "partition '\(name)' is to lie from \(words(span.start)) to \(words(span.end)), and another lies from "
                + "\(words(taken.start)) to \(words(taken.end))",
            remedy: "leave \(start(span)) out, or start it where there is room")
    }

    static func neighboursSwapped(_ names: [PartitionName], before: PartitionName, after: PartitionName) -> Obstacle {
        Obstacle(
            "\(subject(names)) cannot be placed between '\(before)' and '\(after)', for these lie the other way round on the disk",
            remedy: "list the partitions in the order in which they lie on the disk, as `loopwright show` tells it")
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
        return Obstacle("\(subject(names)) \(asks), and \(offer)", remedy: more(than: largest, need: need, names))
    }

    private static func more(than largest: Span?, need: Wide, _ names: [PartitionName]) -> String {
        guard let largest, largest.length > 0 else {
            return "free some with `loopwright remove`, or make the store \(words(need)) larger by its own 'size'"
        }
        let missing = words(max(need - largest.length, 0))
        let smaller =
            names.count == 1
            ? "say `size: \(largest.sizeInManifest)` or less" : "make them \(missing) smaller by `size: …`"
        return "\(smaller), or make the store \(missing) larger by its own 'size'"
    }

    private static func start(_ span: Span) -> String { "`start: \(ByteCount(wide: span.start).inManifest)`" }

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
