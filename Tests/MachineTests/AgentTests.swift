// SPDX-License-Identifier: MIT

import Glibc
import Testing

/// The agent beside a machine that others change: what it mends, what it says, and when it is quiet.
@Suite(.serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"))
struct AgentTests {
    static let manifest = """
        stores:
          %-one:
            file: @/one.img
            size: 16MiB
            partitions:
              - {name: a, size: 4MiB}
              - {name: b, size: rest}

        """

    /// Whether all that the manifest wants is there, by loopwright's own eyes and by those of others.
    private func isConverged(_ sandbox: borrowing Sandbox) throws -> Bool {
        guard try sandbox.loopwright("plan").status == 0 else { return false }
        return try ["a", "b", "disk"].allSatisfy { try run("lsblk", sandbox.link("one", $0)).status == 0 }
    }

    /// Whether it is so before the agent's next look at everything, which would hide an event that was not heard.
    private func mended(_ sandbox: borrowing Sandbox) throws -> Bool {
        try eventually { try isConverged(sandbox) }
    }

    /// The node of the loop, by losetup.
    private func loop(_ sandbox: borrowing Sandbox, _ image: String = "one.img") throws -> String {
        let name = try sandbox.loop(over: image)
        try #require(!name.isEmpty)
        return "/dev/" + name
    }

    @Test func itConvergesFallsSilentAndLeavesAllAttached() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(AgentTests.manifest)
        let tracer = ["strace", "-D", "-f", "-q", "-e", "trace=openat", "-o", sandbox.path("trace")]
        let agent = try sandbox.agent(until: "one", under: tracer)
        #expect(try mended(sandbox))
        let name = sandbox.store("one")
        try must("udevadm", "trigger", "--settle", try loop(sandbox))
        // Each pass asks for the machine's identity. An agent that answers its own events never comes to an end of them.
        var passes = 0
        let isSilent = eventually {
            let before = passes
            passes =
                (try? run("grep", "--count", "/etc/machine-id", sandbox.path("trace")))?.output
                .split(separator: "\n").first.flatMap { Int($0) } ?? 0
            usleep(700_000)
            return passes > 0 && passes == before
        }
        #expect(isSilent, "\(passes) passes")
        #expect(agent.lines.count { $0.hasPrefix("\(name): ") } == 1, "\(agent.lines)")
        #expect(agent.end(by: SIGTERM) == 0)
        #expect(try isConverged(sandbox))
    }

    @Test func itMendsWhatOthersUndo() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(AgentTests.manifest)
        let agent = try sandbox.agent(until: "one")
        let before = try loop(sandbox)
        try must("partx", "--delete", before)
        #expect(try mended(sandbox), "partx: \(agent.lines)")
        try must("rm", sandbox.link("one", "a"))
        #expect(try mended(sandbox), "rm: \(agent.lines)")
        try must("ln", "-sf", "/dev/null", sandbox.link("one", "b"))
        try must("sh", "-c", "partx --delete '\(before)' && losetup --detach '\(before)'")
        #expect(try mended(sandbox), "losetup: \(agent.lines)")
        #expect(agent.end(by: SIGTERM) == 0)
    }

    @Test func itFollowsTheManifest() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(AgentTests.manifest)
        let agent = try sandbox.agent(until: "one")
        let two = sandbox.store("two")
        let more = "  %-two: {file: @/two.img, size: 8MiB, partitions: [{name: a, size: rest}]}\n"
        try sandbox.manifest(AgentTests.manifest + more)
        #expect(eventually { agent.lines.contains { $0.hasPrefix("\(two): converged") } }, "\(agent.lines)")
        #expect(try run("lsblk", sandbox.link("two", "a")).status == 0)

        try sandbox.manifest(AgentTests.manifest + "  nonsense\n")
        let refused = "the manifest is refused: the last good one stays in force"
        #expect(eventually { agent.lines.contains(refused) }, "\(agent.lines)")
        let device = try loop(sandbox, "two.img")
        try must("partx", "--delete", device)
        #expect(eventually { (try? run("lsblk", sandbox.link("two", "a")).status) == 0 }, "\(agent.lines)")

        let edited = AgentTests.manifest.split(separator: "size: 4MiB").joined(separator: "size: 4MiB, links: [by-%/x]")
        try sandbox.manifest(edited)
        let gone = "\(two): is in the manifest no more"
        #expect(eventually { agent.lines.contains(gone) }, "\(agent.lines)")
        let left = "\(two): blocked: the manifest does not name it any more, and '\(device)' is still attached to "
        #expect(eventually { agent.lines.contains { $0.hasPrefix(left) } }, "\(agent.lines)")
        #expect(agent.lines.contains("the manifest is right again"))
        #expect(eventually { access("/dev/disk/by-\(sandbox.prefix)/x", F_OK) == 0 }, "\(agent.lines)")
        #expect(try loop(sandbox, "two.img") == device)
        #expect(agent.end(by: SIGTERM) == 0)
    }

    @Test func itPicksUpAFileThatComesLater() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(AgentTests.manifest + "  %-late: {file: @/deep/down/late.img}\n")
        let agent = try sandbox.agent(until: "one")
        let late = sandbox.store("late")
        #expect(eventually { agent.lines.contains { $0.hasPrefix("\(late): waiting") } }, "\(agent.lines)")
        try must("mkdir", "-p", sandbox.path("deep/down"))
        try must("truncate", "--size", "4M", sandbox.path("deep/down/new"))
        try must("mv", sandbox.path("deep/down/new"), sandbox.path("deep/down/late.img"))
        #expect(eventually { agent.lines.contains { $0.hasPrefix("\(late): converged") } }, "\(agent.lines)")
        #expect(try run("lsblk", sandbox.link("late", "disk")).status == 0)
        #expect(agent.end(by: SIGTERM) == 0)
    }

    @Test func itLooksAtAllWhenItIsAskedTo() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(AgentTests.manifest)
        let agent = try sandbox.agent(until: "one")
        // Where no udevd knew of it, no event would tell.
        try must("partx", "--delete", try loop(sandbox))
        agent.signal(SIGHUP)
        #expect(try mended(sandbox), "\(agent.lines)")
        #expect(agent.isAlive)
        #expect(agent.end(by: SIGINT) == 0)
    }

    @Test func anotherOneGoesOnWhereOneWasKilled() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(AgentTests.manifest)
        let killed = try sandbox.agent(until: "one")
        let device = try loop(sandbox)
        #expect(killed.end(by: SIGKILL) == 128 + SIGKILL)
        try must("partx", "--delete", device)
        let agent = try sandbox.agent(until: "one")
        #expect(try mended(sandbox), "\(agent.lines)")
        #expect(try loop(sandbox) == device)
        #expect(agent.end(by: SIGTERM) == 0)
    }

    @Test func withNothingToGoByItWaitsForAManifest() throws {
        let sandbox = try Sandbox()
        try sandbox.write("version: 2\n", to: "manifest.yaml")
        let agent = try sandbox.agent()
        let refused = "the manifest is refused: there is none to go by"
        #expect(eventually { agent.lines.contains(refused) }, "\(agent.lines)")
        try sandbox.manifest(AgentTests.manifest)
        #expect(try mended(sandbox), "\(agent.lines)")
        #expect(agent.end(by: SIGTERM) == 0)
    }

    @Test func itTellsTheManagerHowItGoes() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(AgentTests.manifest)
        // An independent listener, on an abstract name.
        let listener = """
            import os, socket, subprocess, sys, signal
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind('\\0' + sys.argv[1]); s.settimeout(30)
            p = subprocess.Popen(sys.argv[2:], env={**os.environ, 'NOTIFY_SOCKET': '@' + sys.argv[1], 'WATCHDOG_USEC': '300000'})
            heard = []
            def until(word):
                while word not in heard: heard.extend(s.recv(4096).decode().split('\\n'))
            until('READY=1'); until('WATCHDOG=1')
            del heard[:]; p.send_signal(signal.SIGHUP); until('RELOADING=1'); until('READY=1')
            p.terminate(); until('STOPPING=1'); print(p.wait())
            """
        let output = try must([
            "python3", "-c", listener, "loopwright-\(sandbox.prefix)", Sandbox.binary, "agent", "--manifest",
            sandbox.path("manifest.yaml"),
        ])
        #expect(output == "0\n")
        #expect(try isConverged(sandbox))
    }

    @Test(.enabled(if: access("/sys/class/zram-control/hot_add", R_OK) == 0, "needs zram"))
    func itFollowsADiskThatComesAndGoes() throws {
        let lock = try ZramLock()
        defer { withExtendedLifetime(lock) {} }
        let sandbox = try Sandbox()
        let number = try must("cat", "/sys/class/zram-control/hot_add").split(separator: "\n").joined()
        let disk = "/dev/zram\(number)"
        defer {
            // Whatever is left when the test fails.
            _ = try? run("umount", sandbox.path("mnt"))
            _ = try? run(
                "sh", "-c", "losetup -nO NAME,BACK-FILE | awk '$2 == \"\(disk)\" {print $1}' | xargs -r losetup -d")
            _ = try? run("sh", "-c", "echo \(number) > /sys/class/zram-control/hot_remove")
        }
        try sandbox.manifest(
            AgentTests.manifest + "  %-disk: {device: \(disk), partitions: [{name: a, size: rest}]}\n")
        let agent = try sandbox.agent(until: "one")
        let name = sandbox.store("disk")
        #expect(eventually { agent.lines.contains { $0.hasPrefix("\(name): waiting") } }, "\(agent.lines)")
        try must("sh", "-c", "echo 16M > /sys/block/zram\(number)/disksize && udevadm trigger --action change \(disk)")
        try #require(eventually { agent.lines.contains { $0.hasPrefix("\(name): converged") } }, "\(agent.lines)")

        try must("mkfs.ext4", "-q", sandbox.link("disk", "a"))
        try must("mkdir", sandbox.path("mnt"))
        try must("mount", sandbox.link("disk", "a"), sandbox.path("mnt"))
        // The kernel lets nobody take away a zram that is in use; without its node it is gone as far as paths tell.
        try must("sh", "-c", "rm \(disk) && udevadm trigger --action change /sys/block/zram\(number)")
        let stuck = "\(name): blocked: its disk has gone, and "
        #expect(
            eventually { agent.lines.contains { $0.hasPrefix(stuck) && $0.contains("mounted at") } }, "\(agent.lines)")
        try must("umount", sandbox.path("mnt"))
        let isDown = eventually { agent.lines.last?.hasPrefix("\(name): waiting after 2 steps") == true }
        #expect(isDown, "\(agent.lines)")
        #expect(eventually { access(sandbox.link("disk", "disk"), F_OK) != 0 })
        #expect(try !must("losetup", "--list").contains(disk))
        #expect(agent.end(by: SIGTERM) == 0)
    }
}
