// SPDX-License-Identifier: MIT

import WrightModel

/// What the agent tells of itself, to callers and in the file that the manifest names.
extension Agent {
    var view: AgentView {
        var view = state.view(at: .now, process: environment.process)
        view.metricsFailure = metrics.failure
        return view
    }

    mutating func measure(to path: String?) {
        // A view has all stores gone through, and most agents have no such file.
        guard path != nil || metrics.isOpen, !metrics.postpones(path) else { return }
        if let notice = metrics.write(view, to: path) { environment.log(notice) }
    }

    /// Tells in the file what came while it rested.
    mutating func catchUpOnMetrics() {
        if let due = metrics.due, due <= .now { measure(to: metrics.path) }
    }

    mutating func acceptCallers() {
        let view = view
        socket.accept(poll, view: view)
    }

    mutating func tellCallers() {
        let view = view
        socket.tell(view)
    }

    /// Says farewell to all who listen.
    mutating func tellEnd() {
        manager.tellStopping()
        metrics.close(view)
        socket.close()
    }
}
