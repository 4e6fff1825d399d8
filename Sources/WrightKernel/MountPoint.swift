// SPDX-License-Identifier: MIT

package import WrightModel

/// The mount that a path lies on: /proc/self/mountinfo, see man 5 proc.
package enum MountPoint {
    /// Of a path that is not there, that of the nearest folder above it; nil where nothing can be told.
    package static func of(_ path: String) -> Evidence.Mount? {
        var path = path
        var real = Tree.realPath(path)
        while real == nil, let slash = path.lastIndex(of: "/") {
            path = String(path[..<slash])
            real = Tree.realPath(path.isEmpty ? "/" : path)
        }
        guard let real else { return nil }
        let mounts = MountTable(Tree.wholeText("/proc/self/mountinfo") ?? "").mounts
        let above = mounts.filter { $0.place == "/" || real == $0.place || real.hasPrefix($0.place + "/") }
        // Of two at one place the later one hides the other.
        return above.enumerated().max {
            ($0.element.place.utf8.count, $0.offset) < ($1.element.place.utf8.count, $1.offset)
        }
        .map { Evidence.Mount(place: $0.element.place, kind: $0.element.kind, source: $0.element.source) }
    }
}
