// SPDX-License-Identifier: MIT

package import WrightKernel
package import WrightModel

/// What the agent needs of the program around it.
package struct AgentEnvironment {
    /// The manifest's place: a file, or a folder of files.
    package var manifest: String
    package var trust: PathTrust
    /// The agent's own process.
    package var process: Int32
    package var manager: ServiceManager
    /// Reads the manifest: `manifest`, or `manifestRefused`.
    package var load: () -> AgentEvent
    package var log: (Notice) -> Void
    /// The figures of a view as a file of metrics has them; false for an agent that ends.
    package var metrics: (AgentView, _ isRunning: Bool) -> String

    package init(
        manifest: String, trust: PathTrust, process: Int32, manager: ServiceManager, load: @escaping () -> AgentEvent,
        log: @escaping (Notice) -> Void, metrics: @escaping (AgentView, _ isRunning: Bool) -> String
    ) {
        self.manifest = manifest
        self.trust = trust
        self.process = process
        self.manager = manager
        self.load = load
        self.log = log
        self.metrics = metrics
    }
}
