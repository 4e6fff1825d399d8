// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightReport
import WrightText

/// How far a command's work is, in words.
@Suite struct WorkProgressTests {
    private func step(_ path: String) -> PlannedStep {
        PlannedStep(.growFile(path: path, from: .mebibyte, to: .gibibyte, allocation: .full), reason: "so")
    }

    private func plan(_ name: String, _ path: String = "/srv/a.img") throws -> StorePlan {
        StorePlan(
            name: try Fixture.store(name), state: .pending, reason: "so", backing: path,
            steps: [step(path), step(path), step(path)])
    }

    private func line(_ progress: WorkProgress, _ columns: Int = 200, _ time: Duration = .zero) -> String {
        progress.line(since: time, columns: columns)
    }

    @Test func itFollowsTheWork() throws {
        var progress = WorkProgress(command: "loopwright apply", stores: 5)
        #expect(line(progress) == "looking at 5 stores")
        #expect(progress.farewell.hasPrefix("interrupted before anything was changed, and the next `loopwright "))
        let (first, second) = (try plan("a"), try plan("b"))
        progress.begin(first.steps[0], of: first)
        #expect(progress.isAtStep)
        progress.finishStep(of: first.name)
        #expect(!progress.isAtStep)
        #expect(progress.farewell.hasPrefix("interrupted after 1 step, and the next "))
        progress.begin(second.steps[0], of: second)
        progress.finishStep(of: second.name)
        progress.begin(second.steps[1], of: second)
        let words = "grow /srv/a.img 1 MiB → 1 GiB, fully allocated"
        #expect(line(progress, 200, .milliseconds(3999)) == "store 2 of 5, step 2 of 3: \(words)  3 s")
        #expect(
            progress.farewell == """
                interrupted at store 2 of 5, step 2 of 3 of 'b' (\(words)): no data is lost, and the next `loopwright \
                apply` goes on from there
                """)
        progress.finishStep(of: second.name)
        progress.wait(forLinks: 12)
        #expect(line(progress) == "waiting for udev: 12 links")
        #expect(progress.farewell.hasPrefix("interrupted while udev was waited for, every step taken and 12 links "))
    }

    /// The line never reaches the last column, and what a stranger wrote into a path does not steer the terminal.
    @Test(arguments: [0, 1, 8, 20, 31, 80, 300]) func itFitsTheTerminal(_ columns: Int) throws {
        var progress = WorkProgress(command: "loopwright apply", stores: 1)
        let plan = try plan("a", "/srv/イメージ/e\u{301}\u{1b}[2J.img")
        progress.begin(plan.steps[0], of: plan)
        for time in [Duration.zero, .seconds(12)] {
            let line = line(progress, columns, time)
            #expect(DisplayWidth.of(line) < max(columns, 1), "\(line)")
            #expect(!line.contains("\u{1b}"))
            if columns > 100 { #expect(line.hasPrefix("step 1 of 3: grow /srv/イメージ/e\u{301}\\x1b[2J.img ")) }
        }
    }

    @Test func aStepsTraceCountsWhatIsRepeated() {
        let trace = StepTrace(time: .microseconds(1250), calls: ["openat", "pwrite", "pwrite", "fsync", "pwrite"])
        let indent = String(repeating: " ", count: 12)
        #expect(StepTraceText().lines(of: trace) == [indent + "1.2 ms: openat, pwrite ×2, fsync, pwrite"])
        #expect(StepTraceText(Page(glyphs: .ascii)).lines(of: trace).joined().contains("pwrite x2"))
        #expect(StepTraceText().lines(of: StepTrace(time: .milliseconds(48))) == [indent + "48 ms"])
        #expect(Duration.milliseconds(1234).inShort == "1.2 s" && Duration.zero.inShort == "0.0 ms")
    }
}
