// SPDX-License-Identifier: MIT

package import WrightModel
import WrightUdev

/// Reads where the links of a store lead.
package struct LinkObserver {
    package init() {}

    /// Every link in the store's own folder, and those elsewhere that its manifest names and that exist.
    package func links(of store: DesiredStore) -> [LinkPath: LinkTarget] {
        var links = LinkInspection.links(in: store.name)
        for link in store.links + store.partitions.flatMap(\.links) {
            links[link] = LinkInspection.target(of: link)
        }
        return links
    }
}
