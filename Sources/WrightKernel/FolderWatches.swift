// SPDX-License-Identifier: MIT

import CLinux
import Glibc

/// Folders that are watched for names that come, go or are written to: man 7 inotify.
package struct FolderWatches: ~Copyable {
    /// One watched folder.
    package typealias Watch = Int32

    /// Something that happened in a folder, or to it.
    package struct Event: Hashable, Sendable {
        /// Nil where events were lost (IN_Q_OVERFLOW).
        package var watch: Watch?
        /// The name in the folder; empty for the folder itself.
        package var name: String
        /// Whether the watch is over, its folder gone, moved or unmounted.
        package var isOver: Bool
    }

    private let descriptor: OwnedDescriptor

    package init() throws(SyscallFailure) {
        let raw = try check(clinux_watches_open(), .watches, "watch folders")
        descriptor = OwnedDescriptor(owning: raw, path: "inotify")
    }

    /// For epoll.
    package var raw: Int32 { descriptor.raw }

    /// Watches a folder; one that is watched already keeps its watch.
    package func add(_ folder: String) throws(SyscallFailure) -> Watch {
        try check(clinux_watches_add(descriptor.raw, folder), .watchAdd, "watch the folder '\(folder)'")
    }

    /// Ends a watch; one that has ended by itself is no error.
    package func remove(_ watch: Watch) { _ = clinux_watches_remove(descriptor.raw, watch) }

    /// What has happened since it was asked for last; never blocks.
    package func next() throws(SyscallFailure) -> [Event] {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = try check(clinux_watches_read(descriptor.raw, &bytes, bytes.count), .read, "watch folders")
        var events: [Event] = []
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            var offset = 0
            while offset < Int(count) {
                var event = clinux_watch_event()
                offset = clinux_watches_event(base, offset, &event)
                let watch = event.watch == Int32(clinux_watch_none) ? nil : event.watch
                events.append(
                    Event(watch: watch, name: String(cString: event.name), isOver: event.is_over != 0))
            }
        }
        return events
    }
}
