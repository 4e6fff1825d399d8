// SPDX-License-Identifier: MIT

import Glibc
import Testing

/// Images that lie on a file system of /etc/fstab, before and after that is mounted.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: access("/etc/fstab", R_OK) == 0, "needs a file to lay another fstab over"))
struct MountTests {
    @Test(arguments: [false, true])
    func anImageIsNeitherMadeNorTakenBeforeItsFileSystemIsMounted(isShadowed: Bool) throws {
        let sandbox = try Sandbox()
        try sandbox.manifest("stores: {%-s: {file: @/m/x.img, size: 24MiB, partitions: [{name: a, size: rest}]}}")
        let namespace = try Namespace(
            """
            mkdir \(sandbox.path("m"))
            \(isShadowed ? "echo another >\(sandbox.path("m/x.img"))" : "")
            echo 'none \(sandbox.path("m")) tmpfs noauto 0 0' >\(sandbox.path("fstab"))
            mount --bind \(sandbox.path("fstab")) /etc/fstab
            """, in: sandbox)
        let waiting = try namespace.loopwright("apply", in: sandbox)
        let words = "waiting: '\(sandbox.path("m"))' of /etc/fstab is not mounted yet"
        #expect(waiting.status == 0 && waiting.output.contains(words), "\(waiting.words)")
        #expect(try namespace.shell("losetup --noheadings --list | grep -c \(sandbox.folder) || true") == "0")

        _ = try namespace.shell("mount \(sandbox.path("m"))")
        #expect(try namespace.loopwright("apply", in: sandbox).status == 0)
        #expect(try namespace.shell("stat --format %s \(sandbox.path("m/x.img"))") == "\(24 << 20)")
        #expect(try namespace.loopwright("detach", "--all", in: sandbox).status == 0)
        _ = try namespace.shell("umount \(sandbox.path("m"))")
        let underneath = try namespace.shell("ls -A \(sandbox.path("m"))")
        #expect(underneath == (isShadowed ? "x.img" : ""))
    }
}
