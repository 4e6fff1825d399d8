// SPDX-License-Identifier: MIT

import Testing

/// File systems that are full or read-only where something is to be kept: a sentence, nothing lost, and then it converges.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Machine.has("sfdisk", "unshare"), "needs sfdisk and unshare"))
struct FullDiskTests {
    private static let stores = """
        stores:
          %-s: {file: @/disk.img, partitions: [{name: a}, {name: b, size: rest}]}
        """

    /// A mount that only the command sees, and what it says.
    static let mounts: [(mount: String, sentence: String)] = [
        (
            "-o ro tmpfs /var/lib/loopwright",
            "nothing was written, for the table could not be saved first: cannot make the folder "
                + "'/var/lib/loopwright/backups': read-only file system (mkdirat: EROFS)"
        ),
        (
            "-o size=8k tmpfs /var/lib/loopwright",
            "nothing was written, for the table could not be saved first: cannot write "
                + "'/var/lib/loopwright/backups/%-s/.new': no room is left (pwrite: ENOSPC)"
        ),
        ("-o ro tmpfs /run/loopwright", "cannot open '/run/loopwright/lock': it is read-only (openat: EROFS)"),
        (
            "-o nr_inodes=2 tmpfs /run/loopwright",
            "cannot make the folder '/run/loopwright/links': no space left on device (mkdirat: ENOSPC)"
        ),
    ]

    @Test(arguments: mounts) func nothingIsChangedThatCannotBeKept(mount: String, sentence: String) throws {
        let box = try Sandbox()
        let file = try box.image("disk.img", table: "label: gpt\nsize=8M, name=a\n")
        try box.scribble(file, at: 1, mebibytes: 8)
        let (whole, data) = (try box.digest(file), try box.digest(file, from: 1, mebibytes: 8))
        try box.manifest(Self.stores)
        try shell("mkdir -p /var/lib/loopwright /run/loopwright")
        let command = "'\(Sandbox.binary)' apply --manifest '\(box.path("manifest.yaml"))'"
        let outcome = try run("unshare", "-m", "sh", "-c", "mount -t tmpfs \(mount) && exec \(command)")
        #expect(outcome.status == 1, "\(outcome.words)")
        #expect(outcome.words.contains(box.expand(sentence)), "\(outcome.words)")
        // Without a place for what udev is told the table is already written, and the loop is attached.
        if !mount.contains("nr_inodes") { #expect(try box.digest(file) == whole) }
        try box.converge()
        #expect(try box.digest(file, from: 1, mebibytes: 8) == data)
        try box.expect("detach", "--all")
    }

    @Test func anImageThatHasNoRoomIsNotLeftHalfMade() throws {
        let box = try Sandbox()
        try box.manifest(
            "stores:\n  %-s: {file: @/small/disk.img, size: 64MiB, partitions: [{name: a, size: rest}]}\n")
        try shell("mkdir -m 755 \(box.path("small")); mount -t tmpfs -o size=16k,mode=755 tmpfs \(box.path("small"))")
        defer {
            _ = try? box.loopwright("detach", "--all")
            _ = try? run("umount", box.path("small"))
        }
        let words = try box.expect("apply", exit: 1)
        #expect(words.contains("no space left on device (pwrite: ENOSPC)"), "\(words)")
        #expect(try must("ls", "-A", box.path("small")) == "")
        try shell("mount -o remount,size=1m \(box.path("small"))")
        try box.converge()
        try must("sfdisk", "--verify", box.path("small/disk.img"))
    }
}
