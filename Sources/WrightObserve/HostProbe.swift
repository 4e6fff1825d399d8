// SPDX-License-Identifier: MIT

import WrightKernel
package import WrightModel
import WrightUdev

/// Looks at the machine as a whole: who keeps links, which machine it is, and what forbids every change.
package enum HostProbe {
    package static func host() -> Host {
        let keeper: LinkKeeper = UdevDaemon.isRunning() ? .udev : .loopwright
        return Host(
            machineIdentifier: machineIdentifier(), linkKeeper: keeper,
            obstacles: [notRoot(), oldKernel(), noLoopDriver(), noRules(keeper)].compactMap { $0 }
        )
    }

    private static func machineIdentifier() -> String? {
        guard let file = try? OwnedDescriptor.open("/etc/machine-id", .readOnly),
            let bytes = try? file.read(at: 0, count: 64)
        else { return nil }
        let text = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        // An image that has not booted yet holds "uninitialized" (machine-id(5)).
        return text.utf8.count == 32 && text.utf8.allSatisfy { hexadecimalValue($0) != nil } ? text : nil
    }

    private static func notRoot() -> Obstacle? { Capabilities.isRoot ? nil : .needsRoot }

    /// BLKGETDISKSEQ, on which every name rests, came with Linux 5.15.
    private static func oldKernel() -> Obstacle? {
        guard let release = KernelRelease.current(), release < KernelRelease.required else { return nil }
        return Obstacle(
            "the kernel is Linux \(release), which does not number its disks' media (diskseq)",
            remedy: "boot Linux \(KernelRelease.required) or later"
        )
    }

    private static func noLoopDriver() -> Obstacle? {
        guard !Tree.exists("/dev/loop-control") else { return nil }
        return Obstacle(
            "'/dev/loop-control' does not exist: the kernel has no loop driver loaded, or this is a container without it",
            remedy: "run `modprobe loop`, or give the container /dev/loop-control and the block devices"
        )
    }

    private static func noRules(_ keeper: LinkKeeper) -> Obstacle? {
        guard keeper == .udev, RulesFile.installed() == nil else { return nil }
        return Obstacle(
            "udevd runs without '\(RulesFile.name)', so no link would appear",
            remedy:
                "run `make install`, or copy rules/\(RulesFile.name) to /etc/udev/rules.d/ and run `udevadm control --reload`"
        )
    }
}
