// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// The sentences for what stands in the way of a store's device and of its links.
extension Obstacle {
    static func directOverFile(_ path: String) -> Obstacle {
        Obstacle("'\(path)' is a file, which only a loop device can show partitions of", remedy: "say `attach: loop`")
    }

    static func directOverSlice(_ path: String) -> Obstacle {
        Obstacle("a slice of '\(path)' is to be used, which takes a loop device", remedy: "say `attach: loop`")
    }

    static func directOverPartition(_ path: String) -> Obstacle {
        Obstacle("'\(path)' is a partition, which can hold no partitions of its own", remedy: "say `attach: loop`")
    }

    static func directOverStore(_ node: String, _ owner: StoreName) -> Obstacle {
        Obstacle(
            "'\(node)' is the loop of store '\(owner)', which has its links and partitions",
            remedy: "declare the partitions with that store, or say `attach: loop`")
    }

    static func showsNoPartitions(_ node: String) -> Obstacle {
        Obstacle("the driver of '\(node)' shows no partitions of its disks", remedy: "say `attach: loop`")
    }

    static func otherBinding(_ node: String, _ differences: [String], store: StoreName) -> Obstacle {
        Obstacle(
            "'\(node)' is attached with \(differences.joined(separator: ", "))",
            remedy: "run `loopwright detach \(store)` and apply again")
    }

    static func otherBacking(
        _ node: String, path: String, found: BackingIdentity, wanted: BackingIdentity, store: StoreName
    ) -> Obstacle {
        Obstacle(
            "'\(node)' is still attached to '\(path)', \(found), and the backing is now \(wanted)",
            remedy: "put the former back; or save what it holds, run `loopwright detach \(store)` and apply again")
    }

    static func goesAtLastClose(_ node: String, store: StoreName) -> Obstacle {
        Obstacle(
            "somebody asked to detach '\(node)', and it goes when the last who has it open closes it",
            remedy: "run `loopwright detach \(store)` and apply again")
    }

    /// A backing that has become shorter than the loop over it.
    static func shrunkBacking(_ loop: ObservedDevice, backing: PresentBacking, left: ByteCount) -> Obstacle {
        let missing = ByteCount(wide: Wide(loop.size.bytes) - Wide(left.bytes))
        let isFile = if case .file = backing.identity { true } else { false }
        let command =
            isFile ? " with `truncate --size=+\(missing.bytes) '\(backing.path)'`" : ", or run \(loop.detaching)"
        return Obstacle(
            "'\(loop.node)' shows \(loop.size.inWords), and its backing now holds only \(left.inWords)",
            remedy: "give the backing its size back\(command); what was cut off is lost")
    }

    /// A table that has gone from under the partitions that the kernel shows.
    static func tableGone(_ device: ObservedDevice, store: StoreName) -> Obstacle {
        let command = device.binding == nil ? "`partx --delete '\(device.node)'`" : "`loopwright detach \(store)`"
        return Obstacle(
            "its partition table is gone, and '\(device.node)' still shows "
                + "\(Sentence.count(device.partitions.count, "partition")) of it",
            remedy: "write the table back; to give up what there was, run \(command) and apply again")
    }

    static func orphan(_ device: ObservedDevice, store: StoreName) -> Obstacle {
        let what = device.binding.map { "is still attached to '\($0.path)'" } ?? "still has the store's links"
        return Obstacle(
            "the manifest does not name it any more, and '\(device.node)' \(what)",
            remedy: "run `loopwright detach \(store)`, or say `prune: true` in the manifest")
    }

    static func lastWay(_ device: ObservedDevice, store: StoreName) -> Obstacle {
        Obstacle(
            "'\(device.binding?.path ?? "")' is not there any more, and its bytes would go with '\(device.node)'",
            remedy: "save what it holds, then run `loopwright detach \(store)`")
    }

    static func strangers(_ loops: [ObservedDevice], path: String) -> Obstacle {
        let names = loops.map { loop in
            "'\(loop.node)'" + (loop.binding?.store.map { " of store '\($0)'" } ?? "")
        }
        return Obstacle(
            "'\(path)' is already attached to \(names.joined(separator: " and to "))",
            remedy: "run \(loops.map(\.detaching).joined(separator: " and ")), and apply again")
    }

    static func misfit(_ loop: ObservedDevice, path: String, _ differences: [String]) -> Obstacle {
        Obstacle(
            "'\(path)' is already attached to '\(loop.node)' with \(differences.joined(separator: ", "))",
            remedy: "run \(loop.detaching) and apply again, or have the manifest say what it is attached with")
    }

    static func inUse(_ path: String, _ uses: [DeviceUse]) -> Obstacle {
        Obstacle(
            "'\(path)' is in use: \(uses.map(\.inWords).joined(separator: ", "))",
            remedy: endings(of: uses, on: path))
    }

    private static func endings(of uses: [DeviceUse], on path: String) -> String {
        uses.map { $0.ending(on: path) }.joined(separator: ", ") + ", then try again"
    }

    static func readOnlyBacking(_ backing: PresentBacking) -> Obstacle {
        Obstacle("its table would be written, and '\(backing.path)' may only be read", remedy: backing.madeWritable)
    }

    static let readOnlyStore = Obstacle(
        "its table would be written, and the manifest says `read-only: true`", remedy: "leave `read-only: true` out")

    static func readOnlyDevice(_ device: ObservedDevice) -> Obstacle {
        let (what, remedy) =
            device.binding == nil
            ? ("read-only", "make it writable with `blockdev --setrw '\(device.node)'`")
            : ("attached read-only", "run \(device.detaching) and apply again")
        return Obstacle("its table would be written, and '\(device.node)' is \(what)", remedy: remedy)
    }

    static func partitionInUse(_ partition: KernelPartition, change: String) -> Obstacle {
        Obstacle(
            "the kernel's '\(partition.node)' does not agree with the table and \(change), and it is in use: "
                + partition.uses.map(\.inWords).joined(separator: ", "),
            remedy: endings(of: partition.uses, on: partition.node))
    }

    static func linkClaimedTwice(_ link: LinkPath) -> Obstacle {
        Obstacle(
            "the link '\(link)' is claimed twice", remedy: "leave `links: [\(link)]` out of all but one")
    }

    static func tooManyLinks(_ what: String, count: Int) -> Obstacle {
        Obstacle(
            "\(what) is to have \(count) links, and a device has \(LinkPath.maximumPerDevice) at most",
            remedy: "leave some of its `links: […]` out")
    }

    static func linkLeadsElsewhere(_ link: LinkPath, to device: DeviceNumber) -> Obstacle {
        Obstacle(
            "the link '\(link.absolute)' is there and leads to device \(device), which is not the store's",
            remedy: "see whose it is with `udevadm info '\(link.absolute)'`, or give the manifest another name")
    }

    static func linkIsForeign(_ link: LinkPath) -> Obstacle {
        Obstacle(
            "'\(link.absolute)' is there and leads to no block device",
            remedy: "run `rm '\(link.absolute)'`, or give the manifest another name")
    }
}

extension ObservedDevice {
    /// The command that takes a loop down: loopwright's where it has a store's mark.
    var detaching: String {
        binding?.store.map { "`loopwright detach \($0)`" } ?? "`losetup -d \(node)`"
    }
}

extension DeviceUse {
    /// A clause: `mounted at '/srv'`.
    package var inWords: String {
        switch self {
        case .mounted(let place): "mounted at '\(place)'"
        case .swap: "used as swap"
        case .heldBy(let name): "held by '\(name)'"
        case .loop(let node, let store): "attached to '\(node)'" + (store.map { " of store '\($0)'" } ?? "")
        case .openedBy(let process, let command): "opened by '\(command)' (process \(process))"
        case .exclusive: "held by somebody who cannot be told"
        }
    }
}
