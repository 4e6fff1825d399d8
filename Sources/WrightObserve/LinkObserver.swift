// SPDX-License-Identifier: MIT

package import WrightKernel
package import WrightModel
import WrightUdev

/// Reads where the links of a store lead.
package enum LinkObserver {
    /// Every link in the store's own folder, and those elsewhere that its manifest names and that exist.
    ///
    /// - Parameter gone: nodes of loops that are not to count.
    package static func links(
        of store: DesiredStore, sysfs: Sysfs, without gone: Set<String> = []
    ) -> [LinkPath: LinkTarget] {
        let inspection = LinkInspection()
        var links = inspection.links(in: store.name)
        for link in store.declaredLinks {
            links[link] = inspection.target(of: link)
        }
        return links.mapValues { isFree($0, sysfs, without: gone) ? .dangling : $0 }
    }

    /// Whether a link leads to a loop that is bound to nothing, or to a partition that such a one has kept: what is left
    /// where somebody else has detached the loop.
    private static func isFree(_ target: LinkTarget, _ sysfs: Sysfs, without gone: Set<String>) -> Bool {
        guard case .device(let number) = target, let name = sysfs.name(of: number), name.hasPrefix("loop"),
            let disk = sysfs.disk(named: name)
        else { return false }
        let whole = disk.parent ?? name
        return gone.contains("/dev/" + whole) || !sysfs.isBound(whole)
    }
}
