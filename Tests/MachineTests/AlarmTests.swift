// SPDX-License-Identifier: MIT

import Glibc
import Testing

/// A backing file that somebody takes away, replaces or cuts off while its loop is attached: an alarm, and no guess.
@Suite(.serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"))
struct AlarmTests {
    /// What happens to `$f` in its folder `$m`, where `$o` is another folder; what is said of it, with `$l` for the loop;
    /// and what puts it right again.
    struct Mishap: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let script: String
        let sentence: String
        let mending: String
    }

    static let gone = "its backing is gone, and '$l' is still attached to what was '"
    static let mishaps = [
        Mishap(
            testDescription: "moved away", script: "mv $f $m/away", sentence: gone + "$m/away'",
            mending: "mv $m/away $f"),
        Mishap(
            testDescription: "deleted", script: "ln $f $m/other; rm $f", sentence: gone + "$f (deleted)'",
            mending: "ln $m/other $f"),
        Mishap(
            testDescription: "replaced by a copy", script: "cp $f $m/new; ln $f $m/other; mv $m/new $f",
            sentence: "'$l' is still attached to '$f (deleted)', inode ", mending: "mv $m/other $f"),
        Mishap(
            testDescription: "replaced by an empty file", script: "ln $f $m/other; : >$m/new; mv $m/new $f",
            sentence: "'$l' is still attached to '$f (deleted)', inode ", mending: "mv $m/other $f"),
        Mishap(
            testDescription: "replaced by a folder", script: "mv $f $m/away; mkdir $f",
            sentence: "'$f' is a folder, which can back no store; \(gone)$m/away'",
            mending: "rmdir $f; mv $m/away $f"),
        Mishap(
            testDescription: "cut off", script: "truncate --size 8M $f",
            sentence: "'$l' shows 16 MiB, and its backing now holds only 8 MiB", mending: "truncate --size 16M $f"),
        Mishap(
            testDescription: "emptied of its table",
            script: """
                cp $f $o/keep
                fallocate --punch-hole --offset 0 --length 1MiB $f
                fallocate --punch-hole --offset 15MiB --length 1MiB $f
                """,
            sentence: "its partition table is gone, and '$l' still shows 2 partitions of it",
            mending: "dd if=$o/keep of=$f bs=1M conv=notrunc status=none"),
        Mishap(
            testDescription: "mounted over", script: "mount --types tmpfs none $m", sentence: gone + "$f'",
            mending: "umount $m"),
        Mishap(
            testDescription: "unmounted lazily", script: "umount --lazy $m", sentence: gone,
            mending: "mount --bind $o $m"),
    ]

    /// The file lies in a folder that is mounted from another one.
    private func run(_ script: String, _ box: borrowing Sandbox) throws {
        try shell("o=\(box.path("under")) m=\(box.path("mnt")) f=\(box.path("mnt/one.img"))\n\(script)")
    }

    private func expand(_ text: String, _ box: borrowing Sandbox, loop: String) -> String {
        let values = ["l": loop, "m": box.path("mnt"), "o": box.path("under"), "f": box.path("mnt/one.img")]
        let parts = text.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
        return (parts.first ?? "")
            + parts.dropFirst().map { (values[String($0.prefix(1))] ?? "") + $0.dropFirst() }.joined()
    }

    @Test(arguments: mishaps) func isToldAndLeftAlone(_ mishap: Mishap) throws {
        let box = try Sandbox()
        try run("mkdir $o $m; mount --bind $o $m", box)
        defer { _ = try? run("umount --lazy $m || :; umount --lazy $m || :", box) }
        try box.manifest(
            "stores:\n  %-one: {file: @/mnt/one.img, size: 16MiB, partitions: [{name: a, size: 4MiB}, {name: b, size: rest}]}\n"
        )
        let agent = try box.agent(until: "one")
        let loop = try box.node("one")
        defer { _ = try? shell("partx --delete \(loop) || :; losetup --detach \(loop) || :") }
        let sequence = try box.attribute(loop, "diskseq")
        try box.scribble(box.link("one", "a"), at: 0)
        let data = try box.digest(box.link("one", "a"), from: 0, mebibytes: 2)

        try run(mishap.script, box)
        let sentence = "blocked: " + expand(mishap.sentence, box, loop: loop)
        #expect(agent.says("\(box.store("one")): \(sentence)"), "\(agent.lines)")
        let words = try box.expect("status", exit: 3)
        #expect(words.contains(String(sentence.dropFirst("blocked: ".count))), "\(words)")
        #expect(words.contains("  remedy: "))
        #expect(try box.digest(box.link("one", "a"), from: 0, mebibytes: 2) == data)
        #expect(try box.attribute(loop, "diskseq") == sequence)

        let count = agent.lines.count
        try run(mishap.mending, box)
        #expect(agent.says("\(box.store("one")): converged", after: count), "\(agent.lines)")
        #expect(try box.node("one") == loop)
        #expect(try box.attribute(loop, "diskseq") == sequence)
        #expect(try box.digest(box.link("one", "a"), from: 0, mebibytes: 2) == data)
        // Nothing is said twice.
        #expect(Set(agent.lines).count == agent.lines.count, "\(agent.lines)")
        #expect(agent.end(by: SIGTERM) == 0)
    }

    /// A copy that is on its way is neither attached, nor grown, nor given a table.
    @Test func aFileIsTakenOnlyOnceItIsWritten() throws {
        let box = try Sandbox()
        let original = try box.image("original", mebibytes: 16, table: "label: gpt\nsize=4M, name=a\n")
        try box.scribble(original, at: 1, mebibytes: 2)
        try box.manifest(
            "stores:\n  %-late: {file: @/late.img, size: 32MiB, partitions: [{name: a}, {name: b, size: rest}]}\n")
        try must("mkfifo", box.path("gate"))
        // Half of it is there before the agent looks for the first time.
        let copy = try Background([
            "sh", "-euc",
            """
            exec 3>$1/late.img; head -c 8M $1/original >&3; : >$1/half
            read word <$1/gate; tail -c +8388609 $1/original >&3
            """, "sh", box.folder,
        ])
        try #require(eventually { exists(box.path("half")) })
        let agent = try box.agent(until: "late", "waiting: '\(box.path("late.img"))' is open for writing: ")
        #expect(try must("stat", "--format", "%s", box.path("late.img")) == "8388608\n")
        #expect(box.loops().isEmpty)
        #expect(try box.expect("apply").contains("waiting"))
        try shell("echo go >'\(box.path("gate"))'")
        #expect(copy.wait() == 0)
        #expect(agent.says("\(box.store("late")): converged"), "\(agent.lines)")
        let data = try box.digest(original, from: 1, mebibytes: 4)
        #expect(try box.digest(box.link("late", "a"), from: 0, mebibytes: 4) == data)
        #expect(try box.attribute(try box.node("late"), "size") == "\(32 * 2048)")
        #expect(agent.end(by: SIGTERM) == 0)
    }
}
