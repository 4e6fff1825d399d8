// SPDX-License-Identifier: MIT

import CLinux
package import WrightModel

/// The processes that have devices or files open: /proc/PID/fd, as far as this process may look.
package struct DeviceOpeners {
    private var uses: [BackingIdentity: [DeviceUse]] = [:]

    /// The names udev's workers go by, in systemd and in eudev.
    private static let udev: Set<String> = ["(udev-worker)", "systemd-udevd", "udevd"]

    /// One look through all processes for whoever has one of some devices or files open, this process excepted.
    ///
    /// udev's workers are left out unless they are asked for: each of them lets go within moments and would make every
    /// device that has just come look busy. They are of interest where a device is held against expectation.
    package static func look(
        for identities: Set<BackingIdentity>, includingUdev: Bool = false, processes: String = "/proc"
    ) -> DeviceOpeners {
        var openers = DeviceOpeners()
        guard !identities.isEmpty else { return openers }
        for process in (Tree.names(in: processes) ?? []).compactMap({ Int32($0) }).sorted() {
            let open = openFiles(processes + "/\(process)/fd").intersection(identities)
            guard process != clinux_process(), !open.isEmpty else { continue }
            let command = Tree.text(processes + "/\(process)/comm") ?? "?"
            guard includingUdev || !udev.contains(command) else { continue }
            for identity in open {
                openers.uses[identity, default: []].append(.openedBy(process: process, command: command))
            }
        }
        return openers
    }

    /// How long a program that looks at every disk in turn, as losetup and blkid do, may have one open.
    package static let glance = Duration.milliseconds(500)

    /// The same look, again and again until nobody has them open or `patience` is over.
    package static func look(for identities: Set<BackingIdentity>, outwaiting patience: Duration) -> DeviceOpeners {
        var openers = DeviceOpeners()
        _ = Patience.poll(until: .now + patience) {
            openers = look(for: identities)
            return openers.uses.isEmpty ? true : nil
        }
        return openers
    }

    /// Who has a device or a file open.
    package func openers(of identity: BackingIdentity) -> [DeviceUse] { uses[identity] ?? [] }

    /// Looking at a link of that folder looks at the open file itself, without opening it.
    private static func openFiles(_ folder: String) -> Set<BackingIdentity> {
        Set((Tree.names(in: folder) ?? []).compactMap { FileStatus.at(folder + "/" + $0)?.identity })
    }
}
