// SPDX-License-Identifier: MIT

import ArgumentParser
import WrightAgent
import WrightKernel
import WrightModel
import WrightReport

/// Converges the stores and keeps them so until it is stopped.
struct AgentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent",
        abstract: "Converge the stores, and keep them so until stopped.",
        discussion: """
            Follows udev, the manifest, the folders of backing files and the mounts, and mends what differs. SIGHUP \
            has it look at everything afresh; SIGTERM ends it and leaves every store attached. What it says goes to \
            standard error. 'plan' and 'apply' work beside it.

            Examples:
              loopwright agent
              loopwright agent --manifest /srv/stores.yaml
            """
    )

    @OptionGroup var manifest: ManifestOptions

    func run() throws {
        guard Capabilities.isRoot else { throw Trouble.notPermitted(.needsRoot) }
        let loader = ManifestLoader(manifest)
        let journal = Journal()
        let path = CommandPath.absolute(manifest.manifest)
        let environment = AgentEnvironment(
            manifest: path, trust: manifest.trust, process: Terminal.process,
            manager: ServiceManager.fromEnvironment, load: { loader.read() }, log: journal.write,
            metrics: { MetricsText.current.text(of: $0, isRunning: $1) })
        try attempt { () throws(SyscallFailure) in
            var agent = try Agent.listen(environment)
            try agent.run()
        }
    }
}

extension ManifestLoader {
    /// What came of reading, as the agent is told it.
    fileprivate func read() -> AgentEvent {
        do throws(Trouble) {
            return .manifest(try load())
        } catch {
            return .manifestRefused(error.lines)
        }
    }
}

extension ServiceManager {
    /// systemd, where it started this process: man 3 sd_notify and man 3 sd_watchdog_enabled.
    fileprivate static var fromEnvironment: ServiceManager {
        let isMeant = Terminal.environment("WATCHDOG_PID").map { $0 == "\(Terminal.process)" } ?? true
        let watchdog = Terminal.environment("WATCHDOG_USEC").flatMap { Int64($0) }
        return ServiceManager(
            socket: Terminal.environment("NOTIFY_SOCKET"),
            watchdog: isMeant ? watchdog.map(Duration.microseconds) : nil)
    }
}
