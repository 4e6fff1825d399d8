// SPDX-License-Identifier: MIT

import Glibc
import Testing

/// What the agent sees of a store that it has found converged, by an event and before its next look at everything.
@Suite(.serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"))
struct GlanceTests {
    @Test(.enabled(if: access("/sys/class/zram-control/hot_add", R_OK) == 0, "needs zram"))
    func aSecondDiskThatFitsIsNoticed() throws {
        let lock = try ZramLock()
        defer { withExtendedLifetime(lock) {} }
        let sandbox = try Sandbox()
        let first = try addDisk()
        defer { removeDisk(first) }
        let second = try addDisk()
        defer { removeDisk(second) }
        try shell("echo 16M > /sys/block/\(first)/disksize")
        // The second comes to fit by the properties that udev keeps of it, as if it had just been plugged in.
        let rules = "/run/udev/rules.d/99-\(sandbox.prefix).rules"
        defer { _ = try? run("rm", "-f", rules) }
        func name(_ disk: String) throws {
            try shell(
                "echo 'KERNEL==\"\(disk)\", ENV{LW_TEST}=\"\(sandbox.prefix)\"' >> \(rules); udevadm control --reload")
            try must("udevadm", "trigger", "--settle", "--action", "change", "/dev/\(disk)")
        }
        try name(first)
        let store = sandbox.store("s")
        try sandbox.manifest("stores: {\(store): {match: {LW_TEST: \(sandbox.prefix)}, table: none}}\n")
        let agent = try sandbox.agent(until: "s")
        defer { _ = try? sandbox.loopwright("detach", "--all") }
        try name(second)
        let blocked = "\(store): blocked: several disks fit its 'match': /dev/\(first), /dev/\(second); "
        #expect(eventually { agent.lines.contains { $0.hasPrefix(blocked) } }, "\(agent.lines)")
        #expect(agent.end(by: SIGTERM) == 0)
    }

    private func addDisk() throws -> String { "zram" + (try shell("cat /sys/class/zram-control/hot_add")) }

    private func removeDisk(_ disk: String) {
        _ = try? run("sh", "-c", "echo \(disk.dropFirst("zram".count)) > /sys/class/zram-control/hot_remove")
    }

    @Test func whatOthersDoToItsDiskIsSeen() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(
            """
            stores:
              %-out: {file: @/out.img, size: 24MiB, partitions: [{name: in, size: rest}]}
              %-s:
                device: /dev/disk/by-loopwright/%-out/in
                partitions: [{name: a, size: 4MiB}, {name: b, size: rest}]

            """)
        let agent = try sandbox.agent(until: "s")
        let outer = sandbox.store("out")
        let links = ["a", "b", "disk"].map { sandbox.link("s", $0) }
        func isRight() throws -> Bool {
            try sandbox.loopwright("plan").status == 0 && links.allSatisfy { try run("lsblk", $0).status == 0 }
        }
        let disk = String(try must("readlink", "-f", links[2]).dropFirst("/dev/".count).dropLast())
        // A partition less, a record less, the whole loop less: each is told by an event.
        try must("partx", "--delete", "--nr", "1", "/dev/\(disk)")
        #expect(try eventually(isRight), "\(agent.lines)")
        try shell(
            "rm /run/loopwright/links/$(cat /sys/block/\(disk)/diskseq).2; echo change > /sys/block/\(disk)/uevent")
        #expect(try eventually(isRight), "\(agent.lines)")
        try must("sh", "-c", "partx --delete /dev/\(disk) && losetup --detach /dev/\(disk)")
        #expect(try eventually(isRight), "\(agent.lines)")
        #expect(agent.lines.contains { $0.hasPrefix("\(outer): converged") })
        #expect(agent.end(by: SIGTERM) == 0)
    }
}
