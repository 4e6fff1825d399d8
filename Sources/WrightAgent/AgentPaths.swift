// SPDX-License-Identifier: MIT

import WrightModel

/// The paths at which something may happen that concerns a store.
enum AgentPaths {
    /// The folder that a path lies in: `/srv` of `/srv/x.img`, and the root of what lies there.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    /// The folder that udev makes a store's links in.
    static func linkFolder(of store: StoreName) -> String { "/dev/disk/\(LinkPath.ownFolder)/\(store)" }

    /// The folders in which the store's own names are: its image, its links.
    static func folders(of store: DesiredStore) -> Set<String> {
        Set((files(of: store)).map(folder)).union([linkFolder(of: store.name)])
    }

    /// Every path that leads to the store's names, the root excepted, and those names themselves; of a device its name
    /// alone.
    static func onTheWay(to store: DesiredStore) -> Set<String> {
        let way = (files(of: store) + [linkFolder(of: store.name)]).flatMap(wayTo)
        guard case .device(let path) = store.backing, isTold(path) else { return Set(way) }
        return Set(way + [path])
    }

    /// Whether a device's name is among those that its events tell: udev makes what is below /dev.
    ///
    /// A name that somebody else has made there is found by the next look at everything.
    static func isTold(_ device: String) -> Bool { device.hasPrefix("/dev/") }

    /// A path and all folders above it, the root excepted.
    static func wayTo(_ path: String) -> [String] {
        var way: [String] = []
        var place = path
        while place != "/", !place.isEmpty {
            way.append(place)
            place = folder(of: place)
        }
        return way
    }

    private static func files(of store: DesiredStore) -> [String] {
        let links = store.declaredLinks.map(\.absolute)
        return links + [store.backing.file].compactMap { $0 }
    }
}
