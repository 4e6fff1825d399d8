// SPDX-License-Identifier: MIT

import Glibc
import Testing

/// Disks that leave and others that come in their place, while an agent follows; loops over files stand for disks.
@Suite(.serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"))
struct ReturningDiskTests {
    static let manifest =
        "stores:\n  %-one: {device: @/disk, partitions: [{name: a, size: 4MiB}, {name: b, size: rest}]}\n"
    static let swapped = "blocked: its disk is not the one that left: '"

    /// Plugs in an image as a disk under the store's name, and gives its node.
    private func plug(_ image: String, _ box: borrowing Sandbox) throws -> String {
        let disk = try box.losetup(box.path(image))
        try shell("ln -sfn \(disk) \(box.path("disk")); udevadm trigger --action change \(disk)")
        return disk
    }

    /// Takes out the medium, and the disk once nothing stands on it any more.
    private func unplug(_ disk: String, _ image: String, _ box: borrowing Sandbox, _ agent: Background) throws {
        let count = agent.lines.count
        let file = box.path(image)
        try shell("cp \(file) \(file).kept; truncate --size 0 \(file); losetup --set-capacity \(disk)")
        try #require(agent.says("\(box.store("one")): waiting", after: count), "\(agent.lines)")
        try shell("rm \(box.path("disk")); losetup --detach \(disk); mv \(file).kept \(file)")
    }

    private func image(_ name: String, _ box: borrowing Sandbox) throws {
        try box.image(name, mebibytes: 16, table: "label: gpt\nsize=4M, name=a\n")
    }

    private func identifier(_ image: String, _ box: borrowing Sandbox) throws -> String {
        try must("sfdisk", "--disk-id", box.path(image)).lowercased().split(separator: "\n").joined()
    }

    @Test func onlyTheDiskThatLeftIsTakenBack() throws {
        let box = try Sandbox()
        try image("a.img", box)
        try image("b.img", box)
        let first = try plug("a.img", box)
        try box.manifest(ReturningDiskTests.manifest)
        let agent = try box.agent(until: "one")
        let name = box.store("one")
        try unplug(first, "a.img", box, agent)

        let before = try box.digest(box.path("b.img"))
        var count = agent.lines.count
        let other = try plug("b.img", box)
        let tables = (try identifier("a.img", box), try identifier("b.img", box))
        let sentence =
            "\(name): \(ReturningDiskTests.swapped)\(first)' had table \(tables.0), and '\(other)' has table \(tables.1); "
            + "put the one that left back, or run `loopwright apply \(name)` to take this one; "
            + "SIGHUP has the agent forget the one that left"
        #expect(agent.says(sentence, after: count), "\(agent.lines)")
        let status = try box.expect("status", exit: 2).split { $0.isWhitespace }.joined(separator: " ")
        #expect(status.contains(": its disk is not the one that left: '\(first)' had table "), "\(status)")
        #expect(box.loops() == [other])
        #expect(try box.digest(box.path("b.img")) == before)
        try must("losetup", "--detach", other)

        // Under whatever node it comes back.
        let spare = try box.losetup(try box.image("spare.img", mebibytes: 1))
        count = agent.lines.count
        let again = try plug("a.img", box)
        #expect(agent.says("\(name): converged after ", after: count), "\(agent.lines)")
        #expect(try box.attribute(try box.node("one"), "loop/backing_file") == again)
        try must("losetup", "--detach", spare)
        #expect(agent.end(by: SIGTERM) == 0)
    }

    @Test func aPersonMayTakeAnother() throws {
        let box = try Sandbox()
        for name in ["a.img", "b.img"] { try image(name, box) }
        let first = try plug("a.img", box)
        try box.manifest(ReturningDiskTests.manifest)
        let agent = try box.agent(until: "one")
        let name = box.store("one")
        try unplug(first, "a.img", box, agent)
        var count = agent.lines.count
        let second = try plug("b.img", box)
        try #require(agent.says("\(name): \(ReturningDiskTests.swapped)", after: count), "\(agent.lines)")
        count = agent.lines.count
        try box.expect("apply", box.store("one"))
        try #require(agent.says("\(name): converged", after: count), "\(agent.lines)")

        // It is the other one that is remembered now, until the agent is told to forget.
        try unplug(second, "b.img", box, agent)
        count = agent.lines.count
        _ = try plug("a.img", box)
        try #require(agent.says("\(name): \(ReturningDiskTests.swapped)", after: count), "\(agent.lines)")
        agent.signal(SIGHUP)
        #expect(agent.says("\(name): converged after ", after: count), "\(agent.lines)")
        #expect(agent.end(by: SIGTERM) == 0)
    }

    @Test func aDiskThatIsPartitionedItselfIsKnownAgainToo() throws {
        let box = try Sandbox()
        for name in ["a.img", "b.img"] { try image(name, box) }
        let first = try plug("a.img", box)
        try box.manifest(
            "stores:\n  %-one: {device: @/disk, attach: direct, partitions: [{name: a, size: 4MiB}, {name: b, size: rest}]}\n"
        )
        let agent = try box.agent(until: "one")
        let name = box.store("one")
        try shell("partx --delete \(first); losetup --detach \(first)")
        let second = try plug("b.img", box)
        #expect(agent.says("\(name): \(ReturningDiskTests.swapped)\(first)' had table "), "\(agent.lines)")
        #expect(try box.partitions(of: String(second.dropFirst("/dev/".count))).isEmpty)
        let count = agent.lines.count
        try box.expect("apply", box.store("one"))
        #expect(agent.says("\(name): converged", after: count), "\(agent.lines)")
        #expect(agent.end(by: SIGTERM) == 0)
        try box.expect("detach", "--all")
        try must("partx", "--delete", second)
    }

    private func hotAdd() throws -> String { try shell("cat /sys/class/zram-control/hot_add") }

    /// A disk that udev is looking at cannot go yet.
    private func hotRemove(_ number: String) -> Bool {
        eventually { (try? run("sh", "-c", "echo \(number) >/sys/class/zram-control/hot_remove").status) == 0 }
    }

    @Test(.enabled(if: access("/sys/class/zram-control/hot_add", R_OK) == 0, "needs zram"))
    func twoDisksThatFitAreNoneUntilOneLeaves() throws {
        let box = try Sandbox()
        let lock = try ZramLock()
        defer { withExtendedLifetime(lock) {} }
        let (number, other) = (try hotAdd(), try hotAdd())
        defer {
            for disk in [number, other] { _ = try? run("sh", "-c", "echo \(disk) >/sys/class/zram-control/hot_remove") }
        }
        try #require(hotRemove(other))
        try shell(
            """
            echo 16M >/sys/block/zram\(number)/disksize
            udevadm trigger --settle --action change /dev/zram\(number)
            """)
        let glob = "/dev/zram[\(number)\(other)]"
        try box.manifest("stores:\n  %-one: {match: {DEVNAME: '\(glob)'}, partitions: [{name: a, size: rest}]}\n")
        let agent = try box.agent(until: "one")
        let name = box.store("one")
        let loop = try box.node("one")
        defer { _ = try? shell("partx --delete \(loop) || :; losetup --detach \(loop) || :") }
        let sequence = try box.attribute(loop, "diskseq")

        try #require(try hotAdd() == other)
        let both = [number, other].sorted().map { "/dev/zram\($0)" }.joined(separator: ", ")
        let isTold = agent.says("\(name): blocked: several disks fit its 'match': \(both); ")
        let count = agent.lines.count
        #expect(try box.attribute(loop, "diskseq") == sequence)
        #expect(try box.node("one", "a") == loop + "p1")
        try #require(hotRemove(other))
        #expect(isTold, "\(agent.lines)")
        #expect(agent.says("\(name): converged: ", after: count), "\(agent.lines)")
        #expect(try box.attribute(loop, "diskseq") == sequence)
        #expect(agent.end(by: SIGTERM) == 0)
        try box.expect("detach", "--all")
    }
}
