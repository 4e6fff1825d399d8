// SPDX-License-Identifier: MIT

import Glibc
import Testing

/// What `explain` tells of stores in every state, and of all who hold them; it only reads.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Machine.has("sfdisk", "mkfs.ext4", "strace"), "needs sfdisk, mkfs.ext4 and strace"))
struct ExplainTests {
    private func explain(_ sandbox: borrowing Sandbox, _ store: String = "s", _ more: String...) throws -> String {
        let words = [Sandbox.binary, "explain", sandbox.store(store)] + more
        let trace = Trace(
            of: words + ["--manifest", sandbox.path("manifest.yaml")], into: sandbox.path("trace"),
            names: Trace.changes + ["write"])
        let (outcome, calls) = try trace.record()
        #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.words)")
        #expect(calls.compactMap(\.change) == [])
        return outcome.output
    }

    private func expect(
        _ text: String, has lines: String..., in sandbox: borrowing Sandbox,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for line in lines {
            let line = sandbox.expand(line)
            #expect(text.contains(line + "\n"), "\(line)\nin\n\(text)", sourceLocation: sourceLocation)
        }
    }

    @Test func whoHoldsAStoreIsTold() throws {
        let sandbox = try Sandbox()
        defer { _ = try? sandbox.loopwright("detach", "--all") }
        try sandbox.manifest(
            """

            stores:
              %-s: {file: @/disk.img, size: 64MiB, partitions: [{name: a, size: 32MiB}, {name: b, size: 8MiB}, {name: c, size: rest}]}
            """)
        expect(
            try explain(sandbox),
            has: "%-s  pending: 5 steps: the file does not exist", "  manifest    @/manifest.yaml:4:3",
            "              64 MiB, gpt, 3 partitions (a, b, c)",
            "  backing     @/disk.img is not there, and can be made",
            "  partitions  1 a  32 MiB  not shown", "  + create  @/disk.img  64 MiB, sparse, gpt with 3 partitions",
            "  `loopwright plan %-s` shows all 5 steps with their reasons", in: sandbox)
        try sandbox.expect("apply")
        let (loop, a, b, c) = (
            try sandbox.node("s"), try sandbox.node("s", "a"), try sandbox.node("s", "b"), try sandbox.node("s", "c")
        )
        let idle = try explain(sandbox)
        expect(
            idle, has: "%-s  converged: 3 partitions on \(loop)", "  links       all 7 lead where they should",
            "  in use      by nobody", in: sandbox)
        let sequence = try sandbox.attribute(loop, "diskseq")
        #expect(idle.contains("  device      \(loop): 64 MiB, device ") && idle.contains(", diskseq \(sequence), "))
        let inode = try shell("stat -c %i \(sandbox.path("disk.img"))")
        #expect(idle.contains(" are allocated, inode \(inode)\n"))
        let mount = try shell("findmnt --noheadings --output TARGET,FSTYPE --target \(sandbox.folder)").split(
            separator: " ")
        #expect(idle.contains("              on '\(mount[0])' (\(mount[1]) of "), "\(idle)")
        try shell("mkfs.ext4 -q -L mine \(a); mkswap -q \(b); mkdir \(sandbox.path("mnt")); udevadm settle")
        try shell("mount \(a) \(sandbox.path("mnt")); swapon \(b)")
        defer { _ = try? run("sh", "-c", "umount \(sandbox.path("mnt")); swapoff \(b)") }
        let opener = try Background(["sh", "-c", "exec 9<\(c); exec sleep 60"])
        // The lock was taken by a process that is gone, and goes with this one.
        let locker = try Background(["sh", "-c", "exec 9<\(loop); flock 9; exec sleep 60"])
        #expect(try eventually { try explain(sandbox).contains("locked by") })
        expect(
            try explain(sandbox), has: "              \(a): mounted at '@/mnt'", "              \(b): used as swap",
            "              \(c): opened by 'sleep' (process \(opener.process))",
            "  in use      \(loop): opened by 'sleep' (process \(locker.process))",
            "              \(loop): locked by a process that is gone and has left it to one that has this open, and udev waits for that",
            in: sandbox
        )
        let json = try explain(sandbox, "s", "--json")
        let uses = try must("sh", "-c", "printf '%s' \"$1\" | jq -r '.users[] | .path + \": \" + .uses[]'", "sh", json)
        #expect(uses.contains("\(a): mounted at '\(sandbox.path("mnt"))'\n"), "\(uses)")
        opener.end(by: SIGKILL)
        locker.end(by: SIGKILL)
    }

    @Test func whatBlocksAStoreIsToldOneByOne() throws {
        let sandbox = try Sandbox()
        try shell("truncate -s 16M \(sandbox.path("disk.img")); mkfs.ext4 -q -L backup \(sandbox.path("disk.img"))")
        let loop = try sandbox.losetup("--read-only", sandbox.path("disk.img"))
        try sandbox.manifest(
            "stores: {%-s: {file: @/disk.img, table: gpt, read-only: false, partitions: [{name: a, size: rest}]}}")
        let text = try explain(sandbox)
        #expect(text.hasPrefix(sandbox.expand("%-s  blocked: 2 things stand in its way\n  1. ")), "\(text)")
        #expect(text.contains("\n  2. its backing holds 'ext4' labelled 'backup'"), "\(text)")
        #expect(text.split(separator: "\n").count { $0.hasPrefix("     remedy: ") } == 2, "\(text)")
        #expect(text.contains("\n              ext4 \"backup\", uuid "), "\(text)")
        #expect(text.contains("\n              \(loop) of others is over the same bytes\n"), "\(text)")
        try sandbox.manifest("stores: {%-s: {file: @/disk.img, partitions: [{name: a, size: 64MiB}]}}")
        try shell("losetup -d \(loop); wipefs -qa \(sandbox.path("disk.img"))")
        let single = try explain(sandbox)
        #expect(single.contains("\n  remedy: ") && !single.contains("things stand in its way"), "\(single)")
        #expect(single.contains("data of a kind that nothing here knows"), "\(single)")
    }

    @Test func whatAStoreWaitsForIsTold() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(
            """
            stores:
              %-s: {match: {DEVNAME: /dev/none, DEVTYPE: disk}}
              %-t: {file: @/gone/disk.img, size: 1MiB}
              %-u: {file: @/copied.img}
            """)
        let disks = try explain(sandbox)
        #expect(disks.contains("  disks       one with DEVNAME=/dev/none, DEVTYPE=disk\n"), "\(disks)")
        #expect(disks.contains(" does not: DEVNAME is '/dev/") && !disks.contains("DEVTYPE is"), "\(disks)")
        #expect(!disks.contains("in use") && !disks.contains("backing"), "\(disks)")
        expect(
            try explain(sandbox, "t"), has: "%-t  waiting: the folder '@/gone' does not exist yet",
            "  backing     @/gone/disk.img is not there", in: sandbox)
        try sandbox.image("copied.img", mebibytes: 4)
        let writer = try Background(["sh", "-c", "exec 9>>\(sandbox.path("copied.img")); exec sleep 60"])
        let line = "  in use      \(sandbox.path("copied.img")): opened by 'sleep' (process \(writer.process))\n"
        #expect(try eventually { try explain(sandbox, "u").contains(line) })
        writer.end(by: SIGKILL)
    }

    @Test func wrongLinksAndRecordsAreTold() throws {
        let sandbox = try Sandbox()
        defer { _ = try? sandbox.loopwright("detach", "--all") }
        try sandbox.manifest("stores: {%-s: {file: @/disk.img, size: 8MiB, partitions: [{name: a, size: rest}]}}")
        try sandbox.expect("apply")
        let loop = try sandbox.loop(over: "disk.img")
        let sequence = try sandbox.sequence(of: loop)
        try shell(
            "rm /run/loopwright/links/\(sequence).1; echo change > /sys/class/block/\(loop)p1/uevent; udevadm settle")
        expect(
            try explain(sandbox), has: "  links       1 of 3 lead where they should",
            "              /dev/disk/by-loopwright/%-s/a is not there",
            "              /dev/disk/by-loopwright/%-s/part1 is not there",
            "              udev is told something else of partition 1", in: sandbox)
        #expect(try sandbox.loopwright("explain", "nobody").status == 64)
    }

    @Test func itFitsATerminal() throws {
        let sandbox = try Sandbox()
        try shell("truncate -s 16M \(sandbox.path("disk.img")); mkfs.ext4 -q \(sandbox.path("disk.img"))")
        try sandbox.manifest("stores: {%-s: {file: @/disk.img, partitions: [{name: a, size: rest}]}}")
        let command =
            "stty cols 80; '\(Sandbox.binary)' explain \(sandbox.store("s")) --ascii --color never"
            + " --manifest \(sandbox.path("manifest.yaml"))"
        let text = try must("script", "-qec", command, "/dev/null")
        let lines = text.split(separator: "\r\n")
        #expect(lines.count > 6)
        for line in lines { #expect(line.count <= 80, "\(line)") }
    }
}
