// SPDX-License-Identifier: MIT

import Glibc
import Testing

/// What loopwright will not do: it says what stands in the way and what would permit it, and changes nothing.
@Suite(.serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"))
struct RefusalTests {
    // MARK: Contents

    @Test(arguments: FoundContents.all)
    func whatIsThereIsNotWrittenOver(contents: FoundContents) throws {
        let box = try Sandbox()
        let file = try box.image("a.img")
        try contents.make(file)
        try box.manifest("stores:\n  %-a: {file: @/a.img, table: gpt, partitions: [{name: data, size: 16MiB}]}\n")
        try box.expectRefusal(contents.sentence, of: file)
        guard let mending = contents.mending else { return }
        // What is told to be run is run as it stands, and permits to go on.
        let commands = box.remedies(in: try box.expect("plan", exit: 3))
        let outcome = try run("sh", "-c", try #require(commands.dropFirst(mending).first), input: contents.answers)
        #expect(outcome.status == 0, "\(outcome.words)")
        try box.expect("plan", exit: 2)
    }

    @Test func aSignatureBesideATableIsNamed() throws {
        let box = try Sandbox()
        let file = try box.image("a.img", table: "label: gpt\nsize=8M, name=one\n")
        try must("sh", "-c", "printf '\\1CD001\\1' | dd of='\(file)' bs=1 seek=32768 conv=notrunc status=none")
        try box.manifest("stores:\n  %-a: {file: @/a.img, partitions: [{name: one}, {name: two, size: 8MiB}]}\n")
        try box.expectRefusal("its backing holds 'iso9660' at byte 32769 besides its table", of: file)
        let plan = try box.expect("plan", exit: 3)
        #expect(box.remedies(in: plan) == [box.expand("wipefs --all --types iso9660 '@/a.img'")])
        try must("sh", "-c", try #require(box.remedies(in: plan).last))
        try box.converge()
        #expect(try must("sgdisk", "--verify", file).contains("No problems found"))
        try box.expect("detach", "--all")
    }

    static let wishes = [
        ("size: 4MiB", "partition 'one' is 8 MiB and the manifest says 4 MiB; the manifest never shrinks a partition"),
        (
            "size: 100MiB",
            "partition 'one' is 8 MiB and the manifest asks for 100 MiB: 37904.5 KiB are missing behind it, where the room for partitions ends at 65519.5 KiB"
        ),
        (
            "start: 2MiB",
            "partition 'one' starts at 1 MiB and the manifest says 2 MiB; the manifest never moves a partition"
        ),
        (
            "number: 3, uuid: AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE",
            "partition 'one' has number 1 and the manifest says 3; the manifest never renumbers a partition"
        ),
    ]

    @Test(arguments: wishes)
    func whatExistsIsNotMovedNorCut(wish: String, sentence: String) throws {
        let box = try Sandbox()
        let uuid = "AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE"
        let file = try box.image("a.img", table: "label: gpt\nsize=8M, name=one, uuid=\(uuid)\n")
        try box.manifest("stores:\n  %-a: {file: @/a.img, partitions: [{name: one, \(wish)}]}\n")
        try box.expectRefusal(sentence, of: file)
    }

    // MARK: Paths

    /// A script that makes something in `$d`, a file that the store names, and what is said of it.
    static let paths = [
        ("mkfifo $d/a", "a", "'@/a' is a pipe"),
        ("mkdir $d/a", "a", "'@/a' is a folder, which can back no store"),
        ("python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"'$d'/a\")'", "a", "'@/a' is a socket"),
        ("ln -s /dev/null $d/a", "a", "'/dev/null' is a character device"),
        (": >$d/a", "a", "the file '@/a' is empty"),
        (
            "truncate -s 64M $d/b; ln -s b $d/a; chown -h 12345 $d/a", "a",
            "'@/a' cannot be trusted: it belongs to user 12345"
        ),
        ("truncate -s 64M $d/a; chown 12345 $d/a", "a", "'@/a' cannot be trusted: it belongs to user 12345"),
        ("truncate -s 64M $d/a; chmod 606 $d/a", "a", "'@/a' cannot be trusted: others than root may write to it"),
        (
            "mkdir $d/f; truncate -s 64M $d/f/a; chmod 777 $d/f", "f/a",
            "'@/f' cannot be trusted: others than root may write to it"
        ),
        ("mkdir $d/f; chown 12345 $d/f", "f/a", "'@/f' cannot be trusted: it belongs to user 12345"),
    ]

    @Test(arguments: paths)
    func whatIsNoImageOfRootsIsNotUsed(script: String, path: String, sentence: String) throws {
        let box = try Sandbox()
        try must("sh", "-c", "d='\(box.folder)'; \(script)")
        let before = try must("ls", "-lR", box.folder)
        try box.manifest("stores:\n  %-a: {file: @/\(path), size: 64MiB, partitions: [{name: data, size: rest}]}\n")
        try box.expectRefusal(sentence)
        try must("rm", box.path("manifest.yaml"))
        #expect(try must("ls", "-lR", box.folder) == before)
    }

    @Test func aManifestOfOthersIsNotRead() throws {
        let box = try Sandbox()
        try box.manifest("stores:\n  %-a: {file: @/a.img, size: 64MiB}\n")
        try must("chmod", "666", box.path("manifest.yaml"))
        for command in [["check"], ["plan"], ["apply"], ["status"], ["show", box.store("a")], ["detach", "--all"]] {
            let outcome = try run([Sandbox.binary] + command + ["--manifest", box.path("manifest.yaml")])
            #expect(outcome.status == 77, "\(command): \(outcome.words)")
            #expect(
                outcome.errors
                    == box.expand(
                        "loopwright: '@/manifest.yaml' cannot be trusted: others than root may write to it; run "
                            + "`chmod go-w '@/manifest.yaml'`, or say --trust-paths if nobody else matters here\n"))
        }
        #expect(!exists(box.path("a.img")))
        let trusted = try box.expect("plan", "--trust-paths", exit: 2)
        #expect(trusted.contains("the file does not exist"))
    }

    // MARK: Uses

    @Test(.enabled(if: exists("/proc/swaps"), "needs a kernel that swaps"))
    func aSwapFileInUseIsLeftAlone() throws {
        let box = try Sandbox()
        try must("sh", "-c", "head -c 16M /dev/zero >'\(box.path("a.img"))'; chmod 600 '\(box.path("a.img"))'")
        try must("mkswap", "--quiet", box.path("a.img"))
        try must("swapon", box.path("a.img"))
        defer { _ = try? run("swapoff", box.path("a.img")) }
        try box.manifest("stores:\n  %-a: {file: @/a.img}\n")
        try box.expectRefusal("'@/a.img' is in use: used as swap")
        let plan = try box.expect("plan", exit: 3)
        #expect(box.remedies(in: plan) == [box.expand("swapoff '@/a.img'")])
    }

    /// Options of losetup, keys of the store, and how the two differ; nil where they fit.
    static let loops: [(options: [String], keys: String, difference: String?)] = [
        ([], "", nil),
        (["--read-only"], "", nil),
        (["--direct-io=on"], "direct-io: on, ", nil),
        (["--offset", "1048576"], "", "offset 1 MiB (wanted: 0 B)"),
        (["--offset", "1048576"], "offset: 1MiB, ", nil),
        (["--sizelimit", "8388608"], "", "length 8 MiB (wanted: to the end)"),
        (["--read-only"], "read-only: false, ", "read-only on (wanted: off)"),
        ([], "read-only: true, ", "read-only off (wanted: on)"),
        (["--sector-size", "4096"], "sector-size: 512, ", "sectors of 4096 bytes (wanted: 512 bytes)"),
        ([], "direct-io: on, ", "direct I/O off (wanted: on)"),
    ]

    @Test(arguments: loops)
    func aLoopOfSomebodyElsesIsAdoptedWhereItFits(options: [String], keys: String, difference: String?) throws {
        let box = try Sandbox()
        let file = try box.image("a.img")
        let loop = try box.losetup(options + [file])
        let store = "stores:\n  %-a: {\(keys)file: @/a.img}\n"
        try box.manifest(store)
        if let difference {
            try box.expectRefusal("'@/a.img' is already attached to '\(loop)' with \(difference)", of: file)
            let plan = try box.expect("plan", exit: 3)
            try must("sh", "-c", try #require(box.remedies(in: plan).first))
        }
        try box.converge()
        if difference == nil { #expect(try box.node("a") == loop) }
        try box.expect("detach", "--all")
        #expect(box.loops().isEmpty)
    }

    @Test func aReadOnlyLoopIsNotWrittenThrough() throws {
        let box = try Sandbox()
        let file = try box.image("a.img")
        let loop = try box.losetup("--read-only", file)
        try box.manifest("stores:\n  %-a: {file: @/a.img, partitions: [{name: data, size: rest}]}\n")
        try box.expectRefusal("its table would be written, and '\(loop)' is attached read-only", of: file)
        let plan = try box.expect("plan", exit: 3)
        #expect(box.remedies(in: plan) == ["losetup -d \(loop)"])
    }

    @Test func twoLoopsOfOthersAreNamed() throws {
        let box = try Sandbox()
        let file = try box.image("a.img")
        let loops = try [box.losetup(file), box.losetup(file)].sorted()
        try box.manifest("stores:\n  %-a: {file: @/a.img}\n")
        try box.expectRefusal("'@/a.img' is already attached to '\(loops[0])' and to '\(loops[1])'", of: file)
        let plan = try box.expect("plan", exit: 3)
        #expect(box.remedies(in: plan) == loops.map { "losetup -d \($0)" })
    }
}
