// SPDX-License-Identifier: MIT

import WrightKernel
package import WrightModel
import WrightUdev

/// Reads where the links of a store lead.
package enum LinkObserver {
    /// Every link in the store's own folder, and those elsewhere that its manifest names and that exist.
    package static func links(of store: DesiredStore, in snapshot: MachineSnapshot) -> [LinkPath: LinkTarget] {
        let inspection = LinkInspection()
        var links = inspection.links(in: store.name)
        for link in store.declaredLinks {
            links[link] = inspection.target(of: link)
        }
        return links.mapValues { isFree($0, in: snapshot) ? .dangling : $0 }
    }

    /// Whether a link leads to a loop that is bound to nothing, or to a partition that such a one has kept: what is left
    /// where somebody else has detached the loop.
    private static func isFree(_ target: LinkTarget, in snapshot: MachineSnapshot) -> Bool {
        guard case .device(let number) = target, !snapshot.isOnBoundLoop(number) else { return false }
        let sysfs = snapshot.sysfs
        guard let name = sysfs.name(of: number), name.hasPrefix("loop"), let disk = sysfs.disk(named: name) else {
            return false
        }
        let whole = disk.parent ?? name
        return snapshot.gone.contains("/dev/" + whole) || !sysfs.isBound(whole)
    }
}
