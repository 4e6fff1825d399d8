// SPDX-License-Identifier: MIT

package import WrightModel
import WrightUdev

/// Reads where the links of a store lead.
package enum LinkObserver {
    /// Every link in the store's own folder, and those elsewhere that its manifest names and that exist.
    package static func links(of store: DesiredStore) -> [LinkPath: LinkTarget] {
        let inspection = LinkInspection()
        var links = inspection.links(in: store.name)
        for link in store.links + store.partitions.flatMap(\.links) {
            links[link] = inspection.target(of: link)
        }
        return links
    }
}
