// SPDX-License-Identifier: MIT

import WrightKernel

/// The manager that the program was started by, as far as it wants to be told: man 3 sd_notify.
package struct ServiceManager {
    private let socket: String?
    /// How often a sign of life is due: under half of what the manager permits, nil where it asks for none.
    package let heartbeat: Duration?
    private var status = ""
    private var lastSign = ContinuousClock.now

    /// - Parameters:
    ///   - socket: NOTIFY_SOCKET; nil where nobody wants to be told.
    ///   - watchdog: WATCHDOG_USEC, where it is meant for this process.
    package init(socket: String?, watchdog: Duration?) {
        self.socket = socket
        heartbeat = socket == nil ? nil : watchdog.map { $0 / 3 }
    }

    package func tellReady() { send("READY=1") }
    package func tellReloading() { send("RELOADING=1") }
    package func tellStopping() { send("STOPPING=1") }

    /// Tells the whole in one line, where it is another one than before.
    package mutating func tell(status: String) {
        guard status != self.status else { return }
        self.status = status
        send("STATUS=\(status)")
    }

    /// Gives a sign of life where one is due, and keeps silent where there is no life to give a sign of.
    package mutating func beat(isAlive: Bool, at now: ContinuousClock.Instant = .now) {
        guard let heartbeat, lastSign + heartbeat <= now else { return }
        lastSign = now
        if isAlive { send("WATCHDOG=1") }
    }

    /// When the next sign of life is due.
    package var nextBeat: ContinuousClock.Instant? { heartbeat.map { lastSign + $0 } }

    /// A manager that cannot be told is no reason to stop working.
    private func send(_ text: String) {
        guard let socket else { return }
        try? Sockets.send(text, to: socket)
    }
}
