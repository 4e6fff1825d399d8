// SPDX-License-Identifier: MIT

import WrightKernel
import WrightModel
import WrightUdev

/// Reads where the links of a store lead.
enum LinkObserver {
    /// Every link in the store's own folder, and those elsewhere that its manifest names and that exist.
    ///
    /// - Parameter device: the device of the store, to which and to whose partitions its links lead as a rule.
    static func links(
        of store: DesiredStore, on device: ObservedDevice?, in snapshot: MachineSnapshot
    ) -> [LinkPath: LinkTarget] {
        let inspection = LinkInspection()
        var links = inspection.links(in: store.name)
        for link in store.declaredLinks {
            links[link] = inspection.target(of: link)
        }
        let own = Set(device?.numbers ?? [])
        return links.mapValues { isFree($0, besides: own, in: snapshot) ? .dangling : $0 }
    }

    /// Whether a link leads to a loop that is bound to nothing, or to a partition that such a one has kept: what is left
    /// where somebody else has detached the loop.
    private static func isFree(
        _ target: LinkTarget, besides own: Set<DeviceNumber>, in snapshot: MachineSnapshot
    ) -> Bool {
        guard case .device(let number) = target, !own.contains(number) else { return false }
        let sysfs = snapshot.sysfs
        guard let name = sysfs.name(of: number), name.hasPrefix("loop"), let disk = sysfs.disk(named: name) else {
            return false
        }
        let whole = disk.parent ?? name
        return snapshot.gone.contains("/dev/" + whole) || !sysfs.isBound(whole)
    }
}
