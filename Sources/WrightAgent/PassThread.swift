// SPDX-License-Identifier: MIT

import Synchronization
package import WrightKernel
import WrightModel

/// Carries out passes on a thread beside the agent's own, one at a time: however long udev, a disk or a lock keeps a pass
/// waiting, the agent goes on listening and answering.
package final class PassThread: Sendable {
    private let runner: PassRunner
    private let bell: Doorbell
    private let present = Mutex(Present())

    private struct Present {
        /// When the pass that is on its way last gave a sign of life; nil where there is none.
        var lastTurn: ContinuousClock.Instant?
        /// What the last pass came to, until it is taken.
        var outcome: AgentEvent?
    }

    /// A pass that has not taken a turn for so long hangs: no single step waits for anything longer than that.
    private static let longestTurn = Duration.seconds(600)

    package init(_ runner: PassRunner) throws(SyscallFailure) {
        self.runner = runner
        bell = try Doorbell()
    }

    /// For epoll: readable once a pass is over.
    var raw: Int32 { bell.raw }

    /// Begins a pass, of which `outcome` tells once the bell has been rung.
    func begin(_ task: PassTask) throws(SyscallFailure) {
        turn()
        do throws(SyscallFailure) {
            try DetachedThread.start { [self] in
                let outcome = run(task)
                present.withLock { $0 = Present(lastTurn: nil, outcome: outcome) }
                bell.ring()
            }
        } catch {
            present.withLock { $0.lastTurn = nil }
            throw error
        }
    }

    /// What the pass that is over came to: `passed`, `pruned` or `busy`; nil where there is none.
    func outcome() throws(SyscallFailure) -> AgentEvent? {
        try bell.clear()
        return present.withLock { present in
            defer { present.outcome = nil }
            return present.outcome
        }
    }

    /// Whether a pass is on its way.
    var isWorking: Bool { present.withLock { $0.lastTurn != nil } }

    /// Whether the pass that is on its way shows no life any more.
    func isStuck(at now: ContinuousClock.Instant = .now) -> Bool {
        present.withLock { $0.lastTurn.map { $0 + PassThread.longestTurn < now } ?? false }
    }

    /// Gives the pass that is on its way some time to come to its end.
    ///
    /// One that takes longer is cut off by the end of the process, which is as harmless as a power cut.
    func awaitEnd(for period: Duration) {
        guard isWorking else { return }
        _ = Sockets.isReadable(bell.raw, within: period)
    }

    private func turn() { present.withLock { $0.lastTurn = .now } }

    private func run(_ task: PassTask) -> AgentEvent {
        do throws(SyscallFailure) {
            switch task {
            case .converge(let request):
                return try runner.run(request) { _ in turn() }.map(AgentEvent.passed) ?? .busy
            case .prune(let desired, let spared):
                return try runner.prune(desired, besides: spared) { _ in turn() }.map(AgentEvent.pruned) ?? .busy
            }
        } catch {
            return task.failed(error)
        }
    }
}
