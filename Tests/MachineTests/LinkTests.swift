// SPDX-License-Identifier: MIT

import Testing

/// The names: made by udev, or without it, and mended whatever became of them.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Machine.has("udevadm", "partx", "unshare", "nsenter"), "needs udevadm, partx, unshare and nsenter"))
struct LinkTests {
    private static func store(_ links: String) -> String {
        """
        stores:
          %-s:
            file: @/x.img
            size: 8MiB
            links: [by-%/whole]
            partitions: [{name: a, size: 2MiB, links: [\(links)]}, {name: b, size: rest}]
        """
    }

    private func applied() throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.manifest(Self.store("by-%/first"))
        try expect(sandbox.loopwright("apply"), 0)
        return sandbox
    }

    private func expect(_ outcome: Outcome, _ status: Int32, _ words: String = "") {
        #expect(outcome.status == status, "\(outcome.words)")
        #expect(words.isEmpty || (outcome.output + outcome.errors).contains(words), "\(outcome.words)")
    }

    /// Every link of the store leads to its device, in the folder and elsewhere, and nothing is left to do.
    private func expectRight(_ sandbox: borrowing Sandbox, extra: [String: String] = ["whole": "", "first": "p1"])
        throws
    {
        let loop = try sandbox.loop(over: "x.img")
        #expect(
            try sandbox.links(of: "s")
                == ["a \(loop)p1", "b \(loop)p2", "disk \(loop)", "part1 \(loop)p1", "part2 \(loop)p2"])
        for (name, partition) in extra {
            let target = try must("readlink", "--canonicalize", "/dev/disk/by-\(sandbox.prefix)/\(name)")
            #expect(target == "/dev/\(loop)\(partition)\n")
        }
        #expect(
            try must("ls", "/dev/disk/by-\(sandbox.prefix)").split(separator: "\n").map(String.init)
                == extra.keys.sorted())
        expect(try sandbox.loopwright("plan"), 0)
    }

    @Test func udevKnowsThem() throws {
        let sandbox = try applied()
        try expectRight(sandbox)
        let loop = try sandbox.loop(over: "x.img")
        let known = try must("udevadm", "info", "--query=property", "--name", sandbox.link("s", "a"))
        #expect(known.contains("DISKSEQ=\(try sandbox.sequence(of: loop))\n"))
        #expect(known.contains("LW_STORE=\(sandbox.store("s"))\n"))
        #expect(known.contains("TAGS=") && known.contains(":loopwright:"))
        expect(try sandbox.loopwright("detach", "--all"), 0)
        #expect(try sandbox.links(of: "s") == [])
        #expect(try run("ls", "/dev/disk/by-\(sandbox.prefix)").status != 0)
    }

    @Test(arguments: [
        "rm /dev/disk/by-loopwright/%-s/a", "rm -r /dev/disk/by-loopwright/%-s", "rm /dev/disk/by-%/first",
        "ln -sfn /dev/null /dev/disk/by-loopwright/%-s/a",
        "ln -sfn $(readlink -f /dev/disk/by-loopwright/%-s/b) "
            + "/dev/disk/by-loopwright/%-s/a", "ln -sfn ../../gone /dev/disk/by-loopwright/%-s/disk",
        "partx --delete --nr 1 $(readlink -f /dev/disk/by-loopwright/%-s/disk)",
        "partx --delete $(readlink -f /dev/disk/by-loopwright/%-s/disk)",
        "rm /run/loopwright/links/$(cat /sys/block/$(basename $(readlink -f /dev/disk/by-loopwright/%-s/disk))/diskseq).*",
    ])
    func whatSomebodyDidToThemIsMended(change: String) throws {
        let sandbox = try applied()
        try shell(sandbox.expand(change))
        expect(try sandbox.loopwright("plan"), 2)
        expect(try sandbox.loopwright("apply"), 0)
        try expectRight(sandbox)
    }

    /// The kernel keeps the partitions of a loop that is detached by hand, and they go before it is used again.
    @Test func aLoopThatSomebodyDetachedIsAttachedAnew() throws {
        let sandbox = try applied()
        let loop = try sandbox.loop(over: "x.img")
        let stale = try sandbox.records()
        try must("losetup", "--detach", "/dev/" + loop)
        #expect(try eventually { try sandbox.loop(over: "x.img") == "" })
        expect(try sandbox.loopwright("plan"), 2)
        expect(try sandbox.loopwright("apply"), 0)
        try expectRight(sandbox)
        #expect(try sandbox.records().allSatisfy { !stale.contains($0) })
        guard try sandbox.loop(over: "x.img") != loop else { return }
        for number in ["1", "2"] { try run("delpart", "/dev/" + loop, number) }
    }

    @Test func aChangedManifestIsFollowed() throws {
        let sandbox = try applied()
        try sandbox.manifest(Self.store("by-%/second, by-%/third"))
        expect(try sandbox.loopwright("plan"), 2, sandbox.expand("by-%/first"))
        expect(try sandbox.loopwright("apply"), 0)
        try expectRight(sandbox, extra: ["whole": "", "second": "p1", "third": "p1"])
        try sandbox.manifest(
            Self.store("").replacing(", links: []", with: "").replacing("links: [by-%/whole]", with: ""))
        expect(try sandbox.loopwright("apply"), 0)
        #expect(try run("ls", "/dev/disk/by-\(sandbox.prefix)").status != 0)
        #expect(try sandbox.links(of: "s").count == 5)
    }

    @Test func aNameMayPassFromOnePartitionToAnother() throws {
        let sandbox = try applied()
        try sandbox.manifest(
            Self.store("").replacing(", links: []", with: "").replacing(
                "size: rest", with: "size: rest, links: [by-%/first]"))
        expect(try sandbox.loopwright("apply"), 0)
        try expectRight(sandbox, extra: ["whole": "", "first": "p2"])
    }

    @Test func namesOfALoopThatSomebodyDetachedGoWithTheStore() throws {
        let sandbox = try applied()
        let loop = try sandbox.loop(over: "x.img")
        try must("losetup", "--detach", "/dev/" + loop)
        #expect(try eventually { try sandbox.loop(over: "x.img") == "" })
        expect(try sandbox.loopwright("detach", "--all"), 0, "nothing is attached")
        #expect(try sandbox.links(of: "s").filter { $0.hasPrefix("disk ") } == [])
        #expect(try sandbox.records() == [])
        try run("delpart", "/dev/" + loop, "1")
        try run("delpart", "/dev/" + loop, "2")
    }

    @Test func aNameOfAnotherDeviceIsNotTaken() throws {
        let sandbox = try applied()
        let other = try Sandbox()
        try other.manifest(
            "stores: {%-s: {file: @/x.img, size: 8MiB, partitions: [{name: a, size: rest, links: [by-\(sandbox.prefix)/first]}]}}"
        )
        expect(
            try other.loopwright("apply"), 3,
            "the link '/dev/disk/by-\(sandbox.prefix)/first' is there and leads to device 259:")
        #expect(other.loops() == [])
        try expectRight(sandbox)
    }

    /// The machine's udevd goes on; in the namespace it cannot be seen, and it sees nothing of the namespace.
    private func namespaceWithoutUdev(_ sandbox: borrowing Sandbox) throws -> Namespace {
        try Namespace(
            "for f in /run/udev /run/loopwright /dev/disk; do mkdir -p $f; mount -t tmpfs none $f; done", in: sandbox)
    }

    @Test func withoutUdevTheyAreMadeDirectly() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(Self.store("by-%/first"))
        let namespace = try namespaceWithoutUdev(sandbox)
        let list = "cd /dev/disk; find . -type l -exec sh -c 'echo $1 $(readlink $1)' sh {} \\; | sort"
        defer { _ = try? namespace.loopwright("detach", "--all", in: sandbox) }
        expect(try namespace.loopwright("apply", in: sandbox), 0)
        let loop = try sandbox.loop(over: "x.img")
        let own = """
            ./by-loopwright/%-s/a ../../../\(loop)p1
            ./by-loopwright/%-s/b ../../../\(loop)p2
            ./by-loopwright/%-s/disk ../../../\(loop)
            ./by-loopwright/%-s/part1 ../../../\(loop)p1
            ./by-loopwright/%-s/part2 ../../../\(loop)p2\n
            """
        #expect(
            try namespace.shell(list)
                == sandbox.expand(own + "./by-%/first ../../\(loop)p1\n./by-%/whole ../../\(loop)"))
        #expect(try sandbox.links(of: "s") == [])
        expect(try namespace.loopwright("plan", in: sandbox), 0)

        let changed = sandbox.expand(own + "./by-%/second ../../\(loop)p1\n./by-%/whole ../../\(loop)")
        try sandbox.manifest(Self.store("by-%/second"))
        expect(try namespace.loopwright("apply", in: sandbox), 0)
        #expect(try namespace.shell(list) == changed)
        _ = try namespace.shell(sandbox.expand("cd /dev/disk/by-loopwright/%-s; rm a; ln -sfn ../../../null b"))
        expect(try namespace.loopwright("apply", in: sandbox), 0)
        #expect(try namespace.shell(list) == changed)

        expect(try namespace.loopwright("detach", "--all", in: sandbox), 0)
        #expect(try namespace.shell("find /dev/disk /run/loopwright/links -mindepth 1") == "")
        #expect(sandbox.loops() == [])
    }

    @Test func recordsAndLinksOfDisksThatAreGoneAreRemoved() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(Self.store("by-%/first"))
        let namespace = try namespaceWithoutUdev(sandbox)
        defer { _ = try? namespace.loopwright("detach", "--all", in: sandbox) }
        expect(try namespace.loopwright("apply", in: sandbox), 0)
        let list = "find /dev/disk /run/loopwright/links -mindepth 1 | sort"
        let before = try namespace.shell(list)
        _ = try namespace.shell(
            """
            cd /run/loopwright/links
            printf 'LW_STORE=gone\\nLW_LINK=by-loopwright/gone/part7\\nLW_LINK2=by-x/y\\n' > 18446744073709551615.7
            touch 18446744073709551615. .18446744073709551615.7.new
            mkdir -p /dev/disk/by-loopwright/gone /dev/disk/by-x
            ln -s ../../../loop0p7 /dev/disk/by-loopwright/gone/part7
            ln -s ../../loop0p7 /dev/disk/by-x/y
            """)
        let littered = try namespace.shell(list)
        expect(try namespace.loopwright("plan", in: sandbox), 0)
        #expect(try namespace.shell(list) == littered)
        expect(try namespace.loopwright("apply", in: sandbox), 0)
        #expect(try namespace.shell(list) == before)
    }
}
