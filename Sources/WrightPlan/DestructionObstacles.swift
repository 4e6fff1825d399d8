// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// The sentences for what stands in the way of giving something up on purpose.
extension Obstacle {
    static func noTable(store: StoreName) -> Obstacle {
        Obstacle("there is no partition table on it", remedy: "`loopwright show \(store)` tells what there is")
    }

    static func unreadable(_ reason: String) -> Obstacle {
        Obstacle(reason, remedy: "see with `dmesg` what the kernel says of it, then try again")
    }

    static func noTableBut(_ signature: Signature, _ hand: ByHand) -> Obstacle {
        Obstacle(
            "there is no partition table on it but '\(signature.type)', and a table is all that is wiped",
            remedy: "to give up all that is there, run \(hand.clearing)")
    }

    static func backupMisplaced(_ hand: ByHand) -> Obstacle {
        Obstacle(
            "the backup of its table does not lie at the end of the device, which has grown",
            remedy: "have it moved there first, with \(hand.command("sgdisk -e"))")
    }

    static func noSuchPartition(_ leaf: String, store: StoreName) -> Obstacle {
        Obstacle(
            "there is no partition '\(leaf)' in its table",
            remedy: "`loopwright show \(store)` tells which there are")
    }

    static func stillDeclared(_ partition: DesiredPartition, number: Int, store: StoreName) -> Obstacle {
        Obstacle(
            "the manifest has partition '\(partition.name)', which `apply` would make anew, and a running agent at once",
            remedy: "take it out of the manifest (\(partition.location)) and run "
                + "`loopwright remove \(store)/part\(number)`, or say `--despite-manifest`")
    }

    static func stillMade(_ kind: TableKind, _ store: DesiredStore) -> Obstacle {
        Obstacle(
            "the manifest gives it \(kind.withArticle), which `apply` would make anew, and a running agent at once",
            remedy: "give it another 'table' first (\(store.location)), or take 'table' and 'partitions' out, "
                + "or say `--despite-manifest`")
    }

    static func growsAgain(_ partition: DesiredPartition, _ key: String, to size: ByteCount) -> Obstacle {
        Obstacle(
            "the manifest says `\(key)` for partition '\(partition.name)', which is more than \(size.inWords)",
            remedy: "say `size: \(size.inManifest)` there first (\(partition.location))")
    }

    static func growsByCommand(_ leaf: String, from length: ByteCount) -> Obstacle {
        Obstacle(
            "partition '\(leaf)' is \(length.inWords), and shrinking makes it no larger",
            remedy: "say a smaller size; to have it grow, say a larger 'size' in the manifest")
    }

    static func oddLength(_ leaf: String, _ size: ByteCount, sector: SectorSize) -> Obstacle {
        let lower = max(size.roundedDown(to: sector.count), sector.count)
        return Obstacle(
            "partition '\(leaf)' cannot be \(size.inWords): its sectors are of \(sector.count.bytes) bytes",
            remedy: "say \(lower.inManifest)")
    }

    /// Logical partitions are numbered along their chain.
    static func logicalInFront(_ number: Int, of others: [Int], store: StoreName) -> Obstacle {
        let names = others.map { "`\(store)/part\($0)`" }
        return Obstacle(
            "partition \(number) is a logical one, and without it \(Sentence.list(others.map { "partition \($0)" })) "
                + "would get \(others.count == 1 ? "another number" : "other numbers")",
            remedy: "name \(Sentence.list(names)) as well, or remove it by hand with `sfdisk --delete`")
    }

    static func emptyLinks(_ number: Int) -> Obstacle {
        Obstacle(
            "partition \(number) is a logical one, and a link of their chain leads to no partition",
            remedy: "change it by hand with `sfdisk`")
    }

    static func extendedShrunk(_ number: Int) -> Obstacle {
        Obstacle(
            "partition \(number) is the extended one, and that is not shrunk", remedy: "change it by hand with `sfdisk`"
        )
    }

    static func extendedWithLogicals(_ number: Int, _ logicals: [Int], store: StoreName) -> Obstacle {
        let names = logicals.map { "\(store)/part\($0)" }
        return Obstacle(
            "partition \(number) is the extended one, and \(Sentence.list(logicals.map { "partition \($0)" })) "
                + "would go with it",
            remedy: "name \(Sentence.list(names.map { "`\($0)`" })) as well")
    }

    static func notUnderstood(_ leaf: String, _ what: String) -> Obstacle {
        Obstacle(
            "partition '\(leaf)' holds \(what), of which it is not known how much of the partition it takes",
            remedy: "shrink it by hand with its own tools, and the partition with `sfdisk`")
    }

    static func unknownDataIn(_ leaf: String, at node: String) -> Obstacle {
        Obstacle(
            "partition '\(leaf)' holds data of a kind that nothing here knows",
            remedy: node.isEmpty
                ? "attach the store and clear the partition, if what it holds is to go"
                : "to give up what it holds, run `blkdiscard --force --zeroout '\(node)'`")
    }

    static func fileSystemTooLarge(
        _ leaf: String, _ type: String, _ size: ByteCount, to wanted: ByteCount, at node: String
    ) -> Obstacle {
        let missing = ByteCount(wide: Wide(size.bytes) - Wide(wanted.bytes))
        return Obstacle(
            "partition '\(leaf)' holds '\(type)' of \(size.inWords), and would be \(wanted.inWords): "
                + "\(missing.inWords) too few",
            remedy: shrinking(type, to: wanted, at: node))
    }

    private static func shrinking(_ type: String, to size: ByteCount, at node: String) -> String {
        let place = node.isEmpty ? "its device" : "'\(node)'"
        switch type {
        case "ext2", "ext3", "ext4":
            return "shrink the file system first: `e2fsck -f \(place)`, then "
                + "`resize2fs \(place) \(size.bytes / ByteCount.kibibyte.bytes)K`"
        case "btrfs":
            return "mount it and shrink the file system first: `btrfs filesystem resize \(size.bytes) PLACE`"
        case "ntfs": return "shrink the file system first: `ntfsresize --size \(size.bytes) \(place)`"
        case "swap": return "make the partition's swap anew after it was cleared: `wipefs --all \(place)`"
        default: return "no program shrinks '\(type)': save what it holds and make it anew in a smaller partition"
        }
    }
}
