// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// The sentences for what stands in the way of a store's backing and of its table.
extension Obstacle {
    static func ambiguous(_ names: [String]) -> Obstacle {
        Obstacle(
            "several disks fit its 'match': \(names.joined(separator: ", "))",
            remedy:
                "add a property to 'match' that only one of them has; `udevadm info --query=property DEVICE` tells those of each"
        )
    }

    static func backingLost(_ node: String, path: String, store: StoreName) -> Obstacle {
        Obstacle(
            "its backing is gone, and '\(node)' is still attached to what was '\(path)'",
            remedy: "put it back under its name, or save what it holds and run `loopwright detach \(store)`")
    }

    static func emptyFile(_ path: String) -> Obstacle {
        Obstacle(
            "the file '\(path)' is empty",
            remedy:
                "run `rm '\(path)'`, and loopwright makes it at the store's 'size', or `truncate --size=SIZE '\(path)'`"
        )
    }

    static func noSpace(_ path: String, need: ByteCount, free: ByteCount) -> Obstacle {
        Obstacle(
            "'\(path)' needs \(need.inWords) of room, and its file system has \(free.inWords) free: "
                + "\(ByteCount(wide: Wide(need.bytes) - Wide(free.bytes)).inWords) are missing",
            remedy: "make room, or say `allocate: sparse`")
    }

    static func readOnlyGrowth(_ backing: PresentBacking, to size: ByteCount) -> Obstacle {
        let writable = backing.isReadOnly ? backing.madeWritable : "leave `read-only: true` out"
        return Obstacle(
            "'\(backing.path)' is \(backing.size.inWords) and the manifest says \(size.inWords), and it may only be read",
            remedy: "say `size: \(backing.size.inManifest)`, which it has, or \(writable)")
    }

    static func sliceOutside(
        _ path: String, from offset: ByteCount, length: ByteCount?, size: ByteCount, isFile: Bool
    ) -> Obstacle {
        let end = length.map { Wide(offset.bytes) + Wide($0.bytes) }
        let reach = "from \(offset.inWords)" + (end.map { " to \(ByteCount(wide: $0).inWords)" } ?? " on")
        let missing = ByteCount(wide: (end ?? Wide(offset.bytes)) - Wide(size.bytes))
        return Obstacle(
            "the slice of '\(path)' is to reach \(reach), and it ends at \(size.inWords): \(missing.inWords) are missing",
            remedy: "say " + sliceWithin(size, from: offset, reaching: isFile ? end : nil))
    }

    /// The lines that have a slice lie within its backing.
    ///
    /// - Parameter end: where a file would have to end; a manifest's sizes are below 4096 PiB.
    private static func sliceWithin(_ size: ByteCount, from offset: ByteCount, reaching end: Wide?) -> String {
        let larger = end.flatMap { $0 < 1 << 62 ? "`size: \(ByteCount(wide: $0).inManifest)`" : nil }
        let rest = (size - offset).roundedDown(to: .sysfsSector)
        let smaller =
            rest > .zero
            ? "`length: \(rest.inManifest)` or another 'offset'" : "`offset: 0` or another below \(size.inManifest)"
        return [larger, smaller].compactMap(\.self).joined(separator: ", or ")
    }

    static func tooSmall(_ path: String, _ slice: Extent, isFile: Bool) -> Obstacle {
        let size = slice.start + .mebibyte
        return Obstacle(
            "what the store uses of '\(path)' is \(slice.length.inWords), less than one sector",
            remedy: isFile ? "say `size: \(size.inManifest)` or more" : "say `offset: 0` or another that is less")
    }

    static func oddSize(_ path: String, _ length: ByteCount, sector: SectorSize) -> Obstacle {
        let over = ByteCount(length.bytes % sector.count.bytes)
        let fitting = length - over
        return Obstacle(
            "what the store uses of '\(path)' is \(length.inWords), \(over.inWords) more than a multiple of its "
                + "\(sector.count.bytes)-byte sectors",
            remedy: fitting > .zero
                ? "say `length: \(fitting.inManifest)`, or a 'size' that is such a multiple" : "say `sector-size: 512`")
    }

    static func tableInOtherSectors(_ table: SectorSize, device: SectorSize) -> Obstacle {
        Obstacle(
            "its table was written for sectors of \(table.count.bytes) bytes, and the device is to have sectors of "
                + "\(device.count.bytes)",
            remedy: "say `sector-size: \(table.count.bytes)`, or leave it out")
    }

    /// Something that a table would be made over.
    static func signature(_ signature: Signature, _ hand: ByHand) -> Obstacle {
        Obstacle(sentence(of: signature), remedy: "\(takenAsItIs); \(givenUp(hand))")
    }

    /// Something that lies beside a table that would be written.
    static func signatureBesideTable(_ signature: Signature, _ hand: ByHand) -> Obstacle {
        Obstacle(
            sentence(of: signature) + " besides its table",
            remedy: "if that is a leftover, clear it with \(hand.command("wipefs --all --types \(signature.type)"))")
    }

    private static func sentence(of signature: Signature) -> String {
        let details = [
            signature.label.map { "labelled '\($0)'" }, signature.uuid.map { "with uuid \($0)" },
            signature.offset.map { "at byte \($0.bytes)" },
        ].compactMap { $0 }
        return (["its backing holds '\(signature.type)'"] + details).joined(separator: " ")
    }

    private static let takenAsItIs = "to use it as it is, leave 'table' and 'partitions' out"

    private static func givenUp(_ hand: ByHand) -> String { "to give up all that is there, run \(hand.clearing)" }

    static func unknownData(_ hand: ByHand) -> Obstacle {
        Obstacle(
            "its backing holds data of a kind that nothing here knows", remedy: "\(takenAsItIs); \(givenUp(hand))")
    }

    static func damaged(_ reason: String, _ hand: ByHand) -> Obstacle {
        Obstacle(
            "its partition table cannot be trusted: \(reason)",
            remedy: "repair it by hand: a GPT of which one copy is valid with \(hand.command("sgdisk -e")), "
                + "and where that refuses with \(hand.command("gdisk"))")
    }

    static func tableInTheWay(_ table: PartitionTable, _ hand: ByHand) -> Obstacle {
        Obstacle(
            "the manifest says `table: none`, and its backing holds \(table.kind.withArticle) with "
                + Sentence.count(table.partitions.count, "partition"),
            remedy: "leave `table: none` out; \(givenUp(hand))")
    }

    static func otherKind(_ table: PartitionTable, wanted: TableKind) -> Obstacle {
        Obstacle(
            "its backing holds \(table.kind.withArticle) and the manifest says `table: \(wanted.rawValue)`",
            remedy: "say `table: \(table.kind.rawValue)`, or leave it out")
    }

    static func noRoomForTable(_ kind: TableKind, entries: Int, on ground: Ground) -> Obstacle {
        let room = ByteCount(2 * Int64(entries) * TableGeometry.gptEntrySize) + .mebibyte
        return Obstacle(
            "the store is \(ground.deviceSize.inWords), too small for \(kind.withArticle) with \(entries) entries and "
                + "anything in it",
            remedy: ground.enlarged(to: room.roundedUp(to: .mebibyte)))
    }

    static func identifierOfOtherKind(_ identifier: TableIdentifier, kind: TableKind) -> Obstacle {
        Obstacle(
            "its 'uuid' is '\(identifier)', which is none for \(kind.withArticle)",
            remedy: "leave `uuid: \(identifier)` out, or give a GUID for a GPT, or eight hexadecimal digits for an MBR")
    }

    static func fewerEntries(_ found: Int, wanted: Int) -> Obstacle {
        Obstacle(
            "its table has \(found) entries and the manifest says \(wanted); the manifest never makes room for more",
            remedy: "say `entries: \(found)`, which it has, or leave 'entries' out")
    }

    static func noIdentity(store: StoreName) -> Obstacle {
        Obstacle(
            "identifiers cannot be derived, for this machine has no machine id",
            remedy: "run `systemd-machine-id-setup`, or give store '\(store)' a 'seed'")
    }
}

extension Contents {
    /// What a table must not be made over.
    func obstaclesToMakingTable(_ hand: ByHand) -> [Obstacle] {
        if !signatures.isEmpty { return signatures.map { .signature($0, hand) } }
        return holdsData ? [.unknownData(hand)] : []
    }
}
