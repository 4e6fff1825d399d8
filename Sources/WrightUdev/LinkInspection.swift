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
        return target(name.kind) { FileStatus.at(path) }
    }

    /// The links in a store's own folder.
    package func links(in store: StoreName) -> [LinkPath: LinkTarget] {
        let path = devices + "/disk/" + LinkPath.ownFolder + "/" + store.text
        guard let folder = try? OwnedDescriptor.open(path, [.place, .folder]) else { return [:] }
        var links: [LinkPath: LinkTarget] = [:]
        for entry in Tree.entries(in: folder) {
            guard let link = LinkPath(entry.name, observedOf: store) else { continue }
            let kind =
                entry.kind == .unknown
                ? FileStatus.at(entry.name, in: folder, followingLinks: false)?.kind ?? .unknown : entry.kind
            links[link] = target(kind) { FileStatus.at(entry.name, in: folder) }
        }
        return links
    }

    /// The names of the links in a store's own folder.
    package func names(in store: StoreName) -> [LinkPath] {
        (Tree.names(in: devices + "/disk/" + LinkPath.ownFolder + "/" + store.text) ?? [])
            .compactMap { LinkPath($0, observedOf: store) }
    }

    private func target(_ kind: FileKind, _ status: () -> FileStatus?) -> LinkTarget {
        guard kind == .symbolicLink else { return .foreign }
        guard let target = status() else { return .dangling }
        return target.kind == .blockDevice ? .device(target.deviceNumber) : .elsewhere
    }

    /// The links of all stores, in loopwright's own folder.
    package func ownLinks() -> [LinkPath] { stores().flatMap(names) }

    /// The stores that have a folder of links.
    package func stores() -> [StoreName] {
        (Tree.names(in: devices + "/disk/" + LinkPath.ownFolder) ?? []).compactMap { StoreName($0) }.sorted()
    }
}
