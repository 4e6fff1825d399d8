// SPDX-License-Identifier: MIT

import WrightKernel
package import WrightModel

/// Where links below /dev/disk lead: to which device, never merely whether they are there.
package struct LinkInspection: Hashable, Sendable {
    private let devices: String
    package init(devices: String = "/dev") { self.devices = devices }

    /// Where a link leads; nil where nothing has its name.
    package func target(of link: LinkPath) -> LinkTarget? {
        let path = devices + "/disk/" + link.text
        guard let name = FileStatus.at(path, followingLinks: false) else { return nil }
        guard name.kind == .symbolicLink else { return .foreign }
        guard let target = FileStatus.at(path) else { return .dangling }
        return target.kind == .blockDevice ? .device(target.deviceNumber) : .elsewhere
    }

    /// The links in a store's own folder.
    package func links(in store: StoreName) -> [LinkPath: LinkTarget] {
        var links: [LinkPath: LinkTarget] = [:]
        let folder = LinkPath.ownFolder + "/" + store.text
        for name in Tree.names(in: devices + "/disk/" + folder) ?? [] {
            guard let link = LinkPath(observed: folder + "/" + name) else { continue }
            links[link] = target(of: link)
        }
        return links
    }

    /// The links of all stores, in loopwright's own folder.
    package func ownLinks() -> [LinkPath] { stores().flatMap { links(in: $0).keys } }

    /// The stores that have a folder of links.
    package func stores() -> [StoreName] {
        (Tree.names(in: devices + "/disk/" + LinkPath.ownFolder) ?? []).compactMap { StoreName($0) }.sorted()
    }
}
