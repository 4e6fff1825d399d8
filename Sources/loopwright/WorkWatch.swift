// SPDX-License-Identifier: MIT

import Synchronization
import WrightKernel
import WrightReport

/// Looks after a command's work from a thread beside it: on a terminal a line tells how far it is, and Ctrl-C ends it in
/// good order.
///
/// The line is on standard error, comes after half a second without a word, and is gone when anything is printed.
final class WorkWatch: Sendable {
    private let state: Mutex<State>
    private let glyphs: Glyphs
    private let showsLine: Bool

    private struct State {
        var progress: WorkProgress
        /// When what is being done began, and when something was last printed.
        var begin = ContinuousClock.now
        var lastWord = ContinuousClock.now
        /// The line that is on the terminal; empty where there is none.
        var shown = ""
        var isInterrupted = false
        var isOver = false
    }

    private static let patience = Duration.milliseconds(500)
    private static let interval = Duration.milliseconds(100)
    /// How long a step that is being carried out is given to come to its end.
    private static let grace = Duration.seconds(1)

    init(_ progress: WorkProgress, glyphs: Glyphs, showsLine: Bool) {
        state = Mutex(State(progress: progress))
        self.glyphs = glyphs
        self.showsLine = showsLine && Terminal.showsProgress
    }

    /// Begins to look; where there is no thread to be had, the work goes on without.
    func start() {
        // Blocked before the thread begins, which is to take the signal and not to die of it.
        guard let interrupts = try? Interrupts() else { return showsLine ? startDrawing() : () }
        let box = Box(interrupts)
        try? DetachedThread.start { [self] in
            while true {
                if box.interrupts.wait(for: showsLine ? WorkWatch.interval : .seconds(3600)) { interrupt(box) }
                draw()
            }
        }
    }

    /// Ctrl-C is ignored, and so it stays.
    private func startDrawing() {
        try? DetachedThread.start { [self] in
            while true {
                Patience.sleep(WorkWatch.interval)
                draw()
            }
        }
    }

    /// Takes in a turn of the work, and ends the process there where somebody has asked for it.
    func take(_ change: (inout WorkProgress) -> Void) {
        state.withLock { state in
            change(&state.progress)
            state.begin = .now
            if state.isInterrupted { WorkWatch.end(&state) }
        }
    }

    /// Prints lines in the place of the line that may be there.
    func say(_ lines: [String]) {
        guard !lines.isEmpty else { return }
        state.withLock { state in
            WorkWatch.clear(&state)
            Terminal.say(lines)
            if Terminal.isInteractive { state.lastWord = .now }
        }
    }

    /// There is no more to look after.
    func stop() {
        state.withLock { state in
            WorkWatch.clear(&state)
            state.progress.finish()
            state.isOver = true
            if state.isInterrupted { WorkWatch.end(&state) }
        }
    }

    /// A person does not want to wait: what can be ended at once is, and a step within a moment, or by a second Ctrl-C.
    private func interrupt(_ box: Box) {
        state.withLock { state in
            state.isInterrupted = true
            if !state.progress.isAtStep { WorkWatch.end(&state) }
        }
        _ = box.interrupts.wait(for: WorkWatch.grace)
        state.withLock { WorkWatch.end(&$0) }
    }

    private static func end(_ state: inout State) {
        clear(&state)
        if !state.isOver { Terminal.note("loopwright: " + state.progress.farewell) }
        Interrupts.yield()
    }

    private func draw() {
        guard showsLine else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            guard !state.isOver, state.lastWord + WorkWatch.patience <= now else { return }
            let line = state.progress.line(
                since: state.begin.duration(to: now), columns: Terminal.errorWidth, glyphs)
            guard line != state.shown else { return }
            Terminal.mark("\r\u{1b}[K" + line)
            state.shown = line
        }
    }

    private static func clear(_ state: inout State) {
        guard !state.shown.isEmpty else { return }
        Terminal.mark("\r\u{1b}[K")
        state.shown = ""
    }

    /// What a thread can be given.
    private final class Box: Sendable {
        let interrupts: Interrupts

        init(_ interrupts: consuming Interrupts) { self.interrupts = interrupts }
    }
}
