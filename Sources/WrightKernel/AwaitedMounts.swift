// SPDX-License-Identifier: MIT

/// The places that /etc/fstab has a mount for and where nothing is mounted: man 5 fstab.
///
/// What such a folder shows meanwhile is not what its mount will show. An image that is made or found there would be
/// another one than the store's, and hidden a moment later. A line with `noauto` counts as well.
package struct AwaitedMounts: Hashable, Sendable {
    private let places: [String]

    package static func read() -> AwaitedMounts {
        let mounted = MountTable(Tree.wholeText("/proc/self/mountinfo") ?? "").mounts.map(\.place)
        return AwaitedMounts(fstab: Tree.wholeText("/etc/fstab") ?? "", mounted: Set(mounted))
    }

    /// - Parameters:
    ///   - fstab: the text of the table.
    ///   - mounted: the places at which something is mounted.
    init(fstab: String, mounted: Set<String>) {
        places = fstab.split(separator: "\n").compactMap(AwaitedMounts.place).filter { !mounted.contains($0) }
            // A mount goes to where links lead; only what may be awaited is worth a look.
            .map { Tree.realPath($0) ?? $0 }.filter { !mounted.contains($0) }
    }

    /// The place of which an open file or folder would be on the mount that is awaited.
    package func place(above file: borrowing OwnedDescriptor) -> String? {
        guard !places.isEmpty, let path = Tree.path(of: file) else { return nil }
        return places.first { path == $0 || path.hasPrefix($0 + "/") }
    }

    /// The second field of a line; nil where that is no path, or the root.
    private static func place(_ line: Substring) -> String? {
        let fields = line.split { $0 == " " || $0 == "\t" }
        guard fields.count > 1, !fields[0].hasPrefix("#"), fields[1].hasPrefix("/") else { return nil }
        let names = unescaped(fields[1]).split(separator: "/")
        return names.isEmpty ? nil : names.reduce(into: "") { $0 += "/" + $1 }
    }
}
