// SPDX-License-Identifier: MIT

import Glibc
import Testing

/// Manners on a terminal: how far work is, colours, widths, Ctrl-C, and how much is said.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Machine.has("/usr/bin/python3", "flock"), "needs python3 and flock"))
struct TerminalTests {
    private static let absent = "stores: {%-a: {device: /dev/disk/by-id/none-of-ours}}"
    private static let store = "stores: {%-one: {file: @/one.img, size: 16MiB, partitions: [{name: a, size: 4MiB}]}}"
    private static let larger =
        "stores: {%-one: {file: @/one.img, size: 16MiB, partitions: [{name: a, size: 4MiB}, {name: b, size: 4MiB}]}}"
    private static let waiting = "waiting for backings that are not there yet"

    private func words(_ sandbox: borrowing Sandbox, _ words: String...) -> [String] {
        [Sandbox.binary] + words + ["--manifest", sandbox.path("manifest.yaml")]
    }

    @Test func longWorkShowsHowFarItIsAndLeavesNothingOfThat() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(Self.absent)
        let words = words(sandbox, "apply", "--wait", "1500ms")
        let shown = try Pseudoterminal(words)
        #expect(shown.status == 0)
        #expect(shown.text.contains("\r\u{1b}[K\(Self.waiting)"), "\(shown.text)")
        #expect(shown.text.contains("\(Self.waiting)  1 s"), "\(shown.text)")
        #expect(!shown.lines.joined().contains(Self.waiting), "\(shown.lines)")
        #expect(shown.lines.last == "1 store: 1 waiting")

        // Of standard error alone, so that a pipe behind standard output has none of it.
        let half = try Pseudoterminal(words, output: sandbox.path("output"))
        #expect(half.text.contains(Self.waiting), "\(half.text)")
        #expect(half.text.hasSuffix("\r\u{1b}[K"), "\(half.text)")
        let output = try must("cat", sandbox.path("output"))
        #expect(output.hasSuffix("1 store: 1 waiting\n") && !output.contains("\u{1b}"), "\(output)")

        let narrow = try Pseudoterminal(words, columns: 24)
        #expect(narrow.text.contains("\u{1b}[Kwaiting for backings t…\r"), "\(narrow.text)")
    }

    @Test func whatDoesNotLastOrIsNotWatchedShowsNothing() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(Self.absent)
        #expect(try !Pseudoterminal(words(sandbox, "apply", "--wait", "200ms")).text.contains("\r\u{1b}"))
        let dumb = try Pseudoterminal(words(sandbox, "apply", "--wait", "1s"), environment: ["TERM": "dumb"])
        #expect(!dumb.text.contains("\u{1b}") && dumb.lines.count == 2, "\(dumb.text)")
        let piped = try sandbox.loopwright("apply", "--wait", "1s")
        #expect(!piped.words.contains("\u{1b}") && !piped.words.contains(Self.waiting), "\(piped.words)")
    }

    @Test func coloursAreThereUnlessSomebodyMinds() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(Self.absent)
        #expect(try Pseudoterminal(words(sandbox, "plan")).text.contains("\u{1b}[1m"))
        #expect(try Pseudoterminal(words(sandbox, "plan"), environment: ["NO_COLOR": ""]).text.contains("\u{1b}[1m"))
        #expect(try !Pseudoterminal(words(sandbox, "plan"), environment: ["NO_COLOR": "1"]).text.contains("\u{1b}"))
        #expect(try !Pseudoterminal(words(sandbox, "plan"), environment: ["TERM": "dumb"]).text.contains("\u{1b}"))
    }

    @Test func whatNothingWasChangedByEndsAtOnce() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(Self.absent)
        let begin = ContinuousClock.now
        let shown = try Pseudoterminal(words(sandbox, "apply", "--wait", "30s"), interrupt: Self.waiting)
        #expect(shown.status == 128 + SIGINT, "\(shown.text)")
        #expect(begin.duration(to: .now) < .seconds(10))
        #expect(
            shown.lines.last == """
                loopwright: interrupted while backings were waited for: nothing was changed, and the next `loopwright \
                apply` goes on from there
                """, "\(shown.lines)")
    }

    /// Somebody holds the lock that a table is written under, so that the step does not come to its end.
    @Test func aStepThatHangsIsEndedAndTheNextRunGoesOn() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(Self.store)
        #expect(try sandbox.loopwright("apply").status == 0)
        let device = "/dev/" + (try sandbox.loop(over: "one.img"))
        let holder = try Background(["flock", "--no-fork", "--exclusive", device, "sleep", "60"])
        try #require(eventually { (try? run("flock", "--nonblock", "--exclusive", device, "true"))?.status == 1 })
        try sandbox.manifest(Self.larger)
        let shown = try Pseudoterminal(words(sandbox, "apply"), columns: 200, interrupt: "step 1 of 2: table ")
        holder.end(by: SIGKILL)
        #expect(shown.status == 128 + SIGINT, "\(shown.text)")
        let sentence = try #require(shown.lines.last)
        let store = sandbox.store("one")
        #expect(sentence.hasPrefix("loopwright: interrupted at step 1 of 2 of '\(store)' (table "), "\(sentence)")
        #expect(sentence.hasSuffix("): no data is lost, and the next `loopwright apply` goes on from there"))
        #expect(try sandbox.loopwright("apply").status == 0)
        #expect(try run("test", "-b", sandbox.link("one", "b")).status == 0)
    }

    /// A shell gives programs that it puts into the background a SIGINT that is ignored.
    @Test func whoIsToIgnoreInterruptsDoes() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(Self.absent)
        let script = "trap '' INT; \"$@\" & p=$!; sleep 0.7; kill -INT $p; wait $p"
        let outcome = try run(["sh", "-c", script, "sh"] + words(sandbox, "apply", "--wait", "1500ms"))
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.words)")
    }

    @Test func quietIsSilentWhereAllIsWellAndNotElsewhere() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(Self.store)
        for command in ["apply", "apply"] {
            let outcome = try sandbox.loopwright(command, "--quiet")
            #expect(outcome.status == 0 && (outcome.output + outcome.errors).isEmpty, "\(outcome.words)")
        }
        let device = "/dev/" + (try sandbox.loop(over: "one.img"))
        let user = try Background(["sh", "-c", "exec sleep 60 <\(device)p1"])
        try #require(eventually { (try? run("fuser", "-s", device + "p1"))?.status != 1 })
        let busy = try sandbox.loopwright("detach", "--all", "-q")
        user.end(by: SIGKILL)
        #expect(busy.status == 3 && busy.output.isEmpty, "\(busy.words)")
        #expect(busy.errors.hasPrefix("\(sandbox.store("one"))  blocked: "), "\(busy.words)")
        let gone = try sandbox.loopwright("detach", "--all", "-q")
        #expect(gone.status == 0 && (gone.output + gone.errors).isEmpty, "\(gone.words)")
    }

    @Test func verboseTellsEachStepsTimeAndCalls() throws {
        let sandbox = try Sandbox()
        try sandbox.manifest(Self.store)
        let made = try sandbox.loopwright("apply", "-v")
        #expect(made.status == 0, "\(made.words)")
        for call in ["ftruncate", "pwrite", "fsync", "ioctl LOOP_CONFIGURE", "ioctl BLKPG_ADD_PARTITION"] {
            #expect(made.output.contains(call), "\(call) in \(made.output)")
        }
        // A line below each of the three steps.
        #expect(made.output.matches(of: /\n {12}[0-9.]+ m?s: [a-z]/).count == 3, "\(made.output)")
        let gone = try sandbox.loopwright("detach", "--all", "--verbose")
        #expect(gone.status == 0 && gone.output.contains("ioctl LOOP_CLR_FD"), "\(gone.words)")
        #expect(try sandbox.loopwright("apply", "-v", "-q").status == 64)
        #expect(try sandbox.loopwright("apply", "-v", "--json").status == 64)
    }
}
