// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// The sentences for what stands in the way of single partitions.
extension Obstacle {
    static func severalCandidates(_ name: PartitionName, _ found: [TablePartition]) -> Obstacle {
        let numbers = Sentence.list(found.map { String($0.number) })
        return Obstacle(
            "partition '\(name)' could be each of the partitions \(numbers)",
            remedy: "say which it is in the manifest, such as `number: \(found.first?.number ?? 1)`")
    }

    static func positionIsExtended(_ name: PartitionName, number: Int) -> Obstacle {
        Obstacle(
            "partition '\(name)' stands in place \(number) of the manifest, and partition \(number) is the extended one",
            remedy: "say its number in the manifest, such as `number: 5` for the first logical one")
    }

    static func matchedTwice(number: Int, by names: [PartitionName]) -> Obstacle {
        Obstacle(
            "\(Sentence.quotedList(names.map(\.text))) of the manifest are all partition \(number) of the disk",
            remedy: "say `number: \(number)` for the one that it is, and tell the others by 'uuid', 'number' or 'label'"
        )
    }

    static func numberTaken(_ name: PartitionName, number: Int, by other: String) -> Obstacle {
        Obstacle(
            "partition '\(name)' is to have number \(number), which \(other) has",
            remedy: "say another than `number: \(number)`, or leave 'number' out")
    }

    static func numberBeyond(_ name: PartitionName, number: Int, entries: Int) -> Obstacle {
        Obstacle(
            "partition '\(name)' is to have number \(number), and the table has \(entries) entries",
            remedy: "say `number: \(entries)` or less, or `entries: \(number)` for a table that is yet to be made")
    }

    static func notPrimary(_ name: PartitionName, number: Int) -> Obstacle {
        Obstacle(
            "partition '\(name)' would be number \(number) of an MBR, and only primary partitions, 1 to 4, are made",
            remedy: "say `table: gpt` for a table that is yet to be made, or name fewer partitions")
    }

    static func invisible(_ name: PartitionName, number: Int) -> Obstacle {
        Obstacle(
            "partition '\(name)' is to have number \(number), and the kernel shows 1 to \(KernelPartition.lastNumber) of a disk",
            remedy: "say `number: \(KernelPartition.lastNumber)` or less, or put it on another store")
    }

    static func noFreeEntry(_ name: PartitionName, entries: Int) -> Obstacle {
        Obstacle(
            "there is no entry left for partition '\(name)': all \(entries) that the table has and the kernel shows are taken",
            remedy: "free an entry with `loopwright remove`, or put it on another store")
    }

    static func typeMeaningless(_ name: PartitionName, _ type: DesiredType, kind: TableKind) -> Obstacle {
        let text =
            switch type {
            case .named(let name): name
            case .exactly(let type): type.code
            }
        return Obstacle(
            "type '\(text)' of partition '\(name)' has no meaning in \(kind.withArticle)",
            remedy: "say `type: linux` or another that \(kind.withArticle) knows; `loopwright schema` lists them")
    }

    static func makesExtended(_ name: PartitionName) -> Obstacle {
        Obstacle(
            "partition '\(name)' would be an extended one, and none is made",
            remedy: "say another type such as `type: linux`, or `table: gpt` for a table that is yet to be made")
    }

    static func keyMeaningless(_ key: String, of name: PartitionName, kind: TableKind) -> Obstacle {
        Obstacle(
            "'\(key)' of partition '\(name)' has no meaning in \(kind.withArticle)", remedy: "leave `\(key): …` out")
    }

    static func labelTooLong(_ name: PartitionName, _ label: String) -> Obstacle {
        Obstacle(
            "the label '\(label)' of partition '\(name)' takes \(label.utf16.count) UTF-16 units, and a GPT has room for \(TableGeometry.gptLabelUnits)",
            remedy: "say a shorter `label: …`")
    }

    static func identifierTaken(_ name: PartitionName, _ identifier: PartitionIdentifier) -> Obstacle {
        Obstacle(
            "partition '\(name)' is to have the uuid \(identifier), which another partition has",
            remedy: "leave `uuid: \(identifier)` out, or say another")
    }

    static func behindDevice(_ number: Int, end: ByteCount, on ground: Ground) -> Obstacle {
        Obstacle(
            "partition \(number) ends at \(end.inWords), and the device at \(ground.deviceSize.inWords)",
            remedy: "give the store the size that its table was written for: \(ground.enlarged(to: end))")
    }

    static func mustShrink(_ name: PartitionName, from: Span, to: Span) -> Obstacle {
        Obstacle(
            "partition '\(name)' is \(from.size) and the manifest says \(to.size); the manifest never shrinks a partition",
            remedy: "say `size: \(from.sizeInManifest)`, which it has, or use `loopwright shrink`")
    }

    /// A partition whose room is taken by what lies behind it.
    static func growthBlocked(
        _ name: PartitionName, from: Span, to: Span, by neighbour: Span, called title: String
    ) -> Obstacle {
        let missing = Span(start: neighbour.start, end: to.end)
        return Obstacle(
            "\(growth(of: name, from, to)): \(missing.size) are missing behind it, where \(title) lies from "
                + "\(ByteCount(wide: neighbour.start).inWords) to \(ByteCount(wide: neighbour.end).inWords)",
            remedy:
                "say `size: \(from.sizeInManifest)`, which it has, or leave 'size' out, for nothing is moved out of its way"
        )
    }

    /// A partition whose room is not on the disk.
    static func growthEnds(_ name: PartitionName, from: Span, to: Span, end: ByteCount) -> Obstacle {
        let missing = Span(start: Wide(end.bytes), end: to.end)
        return Obstacle(
            "\(growth(of: name, from, to)): \(missing.size) are missing behind it, where the room for partitions ends at "
                + end.inWords,
            remedy:
                "say `size: \(from.sizeInManifest)`, which it has, or make the store \(missing.size) larger by its own 'size'"
        )
    }

    /// A logical partition in an extended one whose size the manifest gives.
    static func growthHeld(
        _ name: PartitionName, from: Span, to: Span, by extended: DesiredPartition, end: Wide
    ) -> Obstacle {
        Obstacle(
            "\(growth(of: name, from, to)): \(Span(start: end, end: to.end).size) are missing behind it, where '\(extended.name)', "
                + "the extended one, ends at \(ByteCount(wide: end).inWords), as the manifest says",
            remedy:
                "leave `size: …` and `max-size: …` of '\(extended.name)' out (\(extended.location)), for it grows with what "
                + "lies in it"
        )
    }

    /// libfdisk takes such links out of the chain when it writes it, which takes more than one sector.
    static func emptyLinks(_ name: PartitionName) -> Obstacle {
        Obstacle(
            "partition '\(name)' is a logical one that is to be changed, and a link of their chain leads to no partition",
            remedy: "have the chain written anew without it by hand, with `sfdisk`, or say what the partition is")
    }

    private static func growth(of name: PartitionName, _ from: Span, _ to: Span) -> String {
        "partition '\(name)' is \(from.size) and the manifest asks for \(to.size)"
    }

    static func mustMove(_ name: PartitionName, from: ByteCount, to: ByteCount) -> Obstacle {
        Obstacle(
            "partition '\(name)' starts at \(from.inWords) and the manifest says \(to.inWords); the manifest never moves a partition",
            remedy: "say `start: \(from.inManifest)`, which it has, or leave 'start' out")
    }

    static func mustRenumber(_ name: PartitionName, from: Int, to: Int) -> Obstacle {
        Obstacle(
            "partition '\(name)' has number \(from) and the manifest says \(to); the manifest never renumbers a partition",
            remedy: "say `number: \(from)`, which it has, or leave 'number' out")
    }

    static func cannotChangeExtended(_ name: PartitionName) -> Obstacle {
        Obstacle(
            "partition '\(name)' is to be changed, and it is the extended one; only primary and logical partitions are",
            remedy: "leave its `type: …` and `attributes: …` out, or change it by hand with `sfdisk`")
    }

    static func severalActive(_ name: PartitionName, and other: Int) -> Obstacle {
        Obstacle(
            "partition '\(name)' is to be active, and partition \(other) is; one is at most",
            remedy: "name the other in the manifest with `attributes: []`")
    }
}

extension Span {
    fileprivate var size: String { ByteCount(wide: length).inWords }
}

extension TableKind {
    var withArticle: String {
        switch self {
        case .gpt: "a GPT"
        case .mbr: "an MBR"
        }
    }
}
