// SPDX-License-Identifier: MIT

import CLinux
package import WrightModel

/// The processes that have devices or files open: /proc/PID/fd, as far as this process may look.
package enum DeviceOpeners {
    /// The names udev's workers go by, in systemd and in eudev.
    private static let udev: Set<String> = ["(udev-worker)", "systemd-udevd", "udevd"]

    /// Who has one of the devices open, this process excepted.
    ///
    /// udev's workers are left out unless they are asked for: each of them lets go within moments and would make every
    /// device that has just come look busy. They are of interest where a device is held against expectation.
    package static func openers(
        of numbers: [DeviceNumber], includingUdev: Bool = false, processes: String = "/proc"
    ) -> [DeviceUse] {
        openers(of: Set(numbers.map(BackingIdentity.device)), includingUdev: includingUdev, processes: processes)
    }

    /// The same for devices and image files.
    package static func openers(
        of identities: Set<BackingIdentity>, includingUdev: Bool = false, processes: String = "/proc"
    ) -> [DeviceUse] {
        let found = (Tree.names(in: processes) ?? []).compactMap { Int32($0) }.sorted()
        return found.compactMap { process in
            guard process != clinux_process(), hasOpen(identities, processes + "/\(process)/fd") else { return nil }
            let command = Tree.text(processes + "/\(process)/comm") ?? "?"
            guard includingUdev || !udev.contains(command) else { return nil }
            return .openedBy(process: process, command: command)
        }
    }

    /// Looking at a link of that folder looks at the open file itself, without opening it.
    private static func hasOpen(_ identities: Set<BackingIdentity>, _ folder: String) -> Bool {
        (Tree.names(in: folder) ?? []).contains { name in
            FileStatus.at(folder + "/" + name).map { identities.contains($0.identity) } ?? false
        }
    }
}
