// SPDX-License-Identifier: MIT

import WrightModel

/// The commands that a person is told to run on what a store stands on, ready to be copied from the terminal.
///
/// They go to the store's device where it has one, for a command under a loop's feet is not seen through its cache;
/// else to the backing, and never beyond the store's slice of it.
struct ByHand: Hashable {
    private let path: String
    private let isFile: Bool
    /// The part of the backing that is the store's; nil where it is all of it.
    private let slice: Extent?
    private let size: ByteCount

    init(_ ground: Ground, device: ObservedDevice?) {
        path = device?.node ?? ground.path
        isFile = device == nil && ground.isFile
        slice = device == nil && !ground.isWhole ? ground.slice : nil
        size = ground.slice.length
    }

    /// A command that is given the path.
    func command(_ words: String) -> String {
        guard let slice else { return "`\(words) '\(path)'`" }
        return "`\(words)` on a loop over its slice (`losetup --find --show --offset \(slice.start.bytes) "
            + "--sizelimit \(slice.length.bytes) '\(path)'`)"
    }

    /// The command that gives up all that is there, so that nothing but zeros is left.
    var clearing: String {
        if isFile {
            let start = slice?.start ?? .zero
            return "`fallocate --punch-hole --offset \(start.bytes) --length \(size.bytes) '\(path)'`"
        }
        let part = slice.map { " --offset \($0.start.bytes) --length \($0.length.bytes)" } ?? ""
        return "`blkdiscard --force --zeroout\(part) '\(path)'`"
    }
}

extension DeviceUse {
    /// What ends the use: a clause such as "run `umount '/srv'`".
    func ending(on path: String) -> String {
        switch self {
        case .mounted(let place): "run `umount '\(place)'`"
        case .swap: "run `swapoff '\(path)'`"
        case .heldBy(let name) where name.hasPrefix("md"): "run `mdadm --stop /dev/\(name)`"
        case .heldBy(let name): "take down '/dev/\(name)', of which `lsblk /dev/\(name)` tells"
        case .loop(let node, let store): store.map { "run `loopwright detach \($0)`" } ?? "run `losetup -d \(node)`"
        case .openedBy(let process, _): "end process \(process)"
        case .exclusive: "find out with `fuser -v '\(path)'` who holds it"
        }
    }
}
