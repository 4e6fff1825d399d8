// SPDX-License-Identifier: MIT

import Glibc
import TestSupport
import Testing

/// What docs/fleet.md says of the folder of a store where another program looks for volumes in it, as the local static
/// provisioner of Kubernetes does.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Machine.has("unshare", "losetup", "blockdev"), "needs unshare, losetup and blockdev"))
struct VolumeTests {
    private static let store = """
        stores: {%-s: {file: @/s.img, size: 24MiB, partitions: [
          {name: pv-1, size: 8MiB}, {name: pv-2, size: 4MiB}, {name: other, size: rest}]}}
        """

    private func applied() throws -> Sandbox {
        let box = try Sandbox()
        try box.manifest(Self.store)
        try box.expect("apply")
        return box
    }

    private func folder(_ box: borrowing Sandbox) -> String { "/dev/disk/by-loopwright/\(box.store("s"))" }

    @Test func whatFitsThePatternAreBlockDevicesOfTheRightSize() throws {
        let box = try applied()
        let found = try shell(
            "cd \(folder(box)); for volume in pv-*; do test -b $volume; echo $volume $(blockdev --getsize64 $volume); done"
        )
        #expect(found == "pv-1 \(8 << 20)\npv-2 \(4 << 20)")
        #expect(try must("ls", folder(box)) == "disk\nother\npart1\npart2\npart3\npv-1\npv-2\n")
        try box.expect("detach", "--all")
    }

    @Test func itsLinksLeadNowhereFromAnotherPlace() throws {
        let box = try applied()
        try shell(
            """
            mkdir -p \(box.path("elsewhere"))
            unshare --mount sh -euc 'mount --bind \(folder(box)) \(box.path("elsewhere"))
                test -L \(box.path("elsewhere/pv-1")); ! test -e \(box.path("elsewhere/pv-1")); test -b \(folder(box))/pv-1'
            """)
        try box.expect("detach", "--all")
    }

    @Test(.enabled(if: access("/run/udev/control", F_OK) == 0, "needs udevd"))
    func aMountOfItDoesNotOutliveTheStore() throws {
        let box = try applied()
        let apply = "\(Sandbox.binary) apply --manifest \(box.path("manifest.yaml"))"
        let detach = "\(Sandbox.binary) detach --all --manifest \(box.path("manifest.yaml"))"
        let seen = try shell(
            """
            mkdir -p \(box.path("mount"))
            unshare --mount sh -euc 'mount --bind \(folder(box)) \(box.path("mount"))
                \(detach) >/dev/null; \(apply) >/dev/null
                echo $(ls \(box.path("mount")) | wc -l) $(ls \(folder(box)) | wc -l)'
            """)
        #expect(seen == "0 7")
        try box.expect("detach", "--all")
    }

    /// The kubelet lays a loop over a block volume while a pod has it.
    @Test func aLoopOverAVolumeKeepsTheStore() throws {
        let box = try applied()
        let loop = try box.losetup(box.link("s", "pv-1"))
        let words = try box.expect("detach", "--all", exit: 3)
        #expect(words.contains("is in use: ") && words.contains(loop), "\(words)")
        try box.expect("plan")
        try must("losetup", "--detach", loop)
        #expect(try eventually { try run("losetup", loop).status != 0 })
        try box.expect("detach", "--all")
    }
}
