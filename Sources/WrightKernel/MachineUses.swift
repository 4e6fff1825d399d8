// SPDX-License-Identifier: MIT

package import WrightModel

/// Who uses the machine's devices and images: one look, for as many stores as there are.
///
/// Mounts and swap are those that this process's mount namespace shows; another one's mount shows as a claim only
/// (`BlockDevice.isClaimed`). Processes that have a device open are looked for apart: `DeviceOpeners`.
package struct MachineUses: Hashable, Sendable {
    private var uses: [BackingIdentity: [DeviceUse]] = [:]

    /// The uses of what some loops are bound to, and nothing else.
    package init(loops: [BoundLoop]) { add(loops) }

    /// Looks at mounts, swap, the devices that stand on others, and at loops.
    ///
    /// Give the bound loops where they are known already, so that they are not asked for twice.
    package static func read(
        loops: [BoundLoop]? = nil, sysfs: Sysfs = Sysfs(), processes: String = "/proc"
    ) -> MachineUses {
        var all = MachineUses(loops: [])
        all.add(MountTable(Tree.wholeText(processes + "/self/mountinfo") ?? ""))
        all.add(SwapTable(Tree.wholeText(processes + "/swaps") ?? ""))
        all.addHolders(sysfs)
        all.add(loops ?? LoopDevice.allBound(sysfs: sysfs))
        return all
    }

    /// Who uses a device; what uses its partitions is theirs.
    package func uses(of number: DeviceNumber) -> [DeviceUse] { uses(of: .device(number)) }

    /// Who uses a device or an image file.
    package func uses(of identity: BackingIdentity) -> [DeviceUse] { uses[identity] ?? [] }

    /// The uses that are left when some loops, named by their nodes, are taken down.
    package func without(loops gone: Set<String>) -> MachineUses {
        var left = self
        left.uses = uses.mapValues { uses in
            uses.filter { if case .loop(let node, _) = $0 { !gone.contains(node) } else { true } }
        }
        return left
    }

    private mutating func add(_ use: DeviceUse, of identity: BackingIdentity) {
        // One device may be mounted at a place twice over, and says it once.
        if uses[identity]?.contains(use) != true { uses[identity, default: []].append(use) }
    }

    private mutating func add(_ table: MountTable) {
        for mount in table.mounts {
            if mount.number.major != 0 {
                add(.mounted(at: mount.place), of: .device(mount.number))
            } else if mount.source.hasPrefix("/"), let source = FileStatus.at(mount.source) {
                // btrfs and others of several devices show a number of their own; only the source names a device.
                guard source.kind == .blockDevice else { continue }
                add(.mounted(at: mount.place), of: source.identity)
            }
        }
    }

    private mutating func add(_ table: SwapTable) {
        for path in table.paths {
            if let status = FileStatus.at(path) { add(.swap, of: status.identity) }
        }
    }

    /// From above, since few devices stand on others and most are stood on by nobody.
    private mutating func addHolders(_ sysfs: Sysfs) {
        for holder in sysfs.stackedNames() {
            for slave in sysfs.slaves(of: holder) {
                guard let number = sysfs.number(of: slave) else { continue }
                add(.heldBy(holder), of: .device(number))
            }
        }
    }

    private mutating func add(_ loops: [BoundLoop]) {
        for loop in loops { add(.loop(node: loop.node, store: loop.binding.store), of: loop.binding.backing) }
    }
}
