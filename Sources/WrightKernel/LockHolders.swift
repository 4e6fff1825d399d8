// SPDX-License-Identifier: MIT

package import WrightModel

/// Who holds BSD locks: /proc/locks, see man 5 proc.
package struct LockHolders {
    private let lines: [[Substring]]

    init(_ text: String) { lines = text.split(separator: "\n").map { $0.split(separator: " ") } }

    static func read() -> LockHolders { LockHolders(Tree.wholeText("/proc/locks") ?? "") }

    /// The processes that took a lock of the node or file that a path leads to; `exclusive` for one that is gone, and
    /// whose lock is held by those to whom it has left the open file.
    package static func holders(of path: String) -> [DeviceUse] {
        guard let status = FileStatus.at(path) else { return [] }
        return read().processes(device: DeviceNumber(raw: status.device), inode: status.inode).map { process in
            ProcessName.of(process).map { .openedBy(process: process, command: $0) } ?? .exclusive
        }
    }

    /// The processes that took a lock of a file; one that handed the open file on to another may be gone.
    func processes(device: DeviceNumber, inode: UInt64) -> [Int32] {
        let place = "\(twoDigits(device.major)):\(twoDigits(device.minor)):\(inode)"
        return lines.compactMap { fields in
            // `1: FLOCK  ADVISORY  WRITE 1234 00:06:92 0 EOF`; a waiting one has `->` in its second field.
            guard fields.count >= 6, fields[1] == "FLOCK", fields[5] == place else { return nil }
            return Int32(fields[4])
        }
    }

    /// The kernel prints the device with "%02x:%02x".
    private func twoDigits(_ value: UInt32) -> String {
        let text = String(value, radix: 16)
        return text.utf8.count < 2 ? "0" + text : text
    }
}

/// The name that a process goes by: `/proc/PID/comm`.
enum ProcessName {
    static func of(_ process: Int32) -> String? { Tree.text("/proc/\(process)/comm") }
}
