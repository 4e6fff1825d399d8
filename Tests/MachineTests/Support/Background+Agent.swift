// SPDX-License-Identifier: MIT

import Testing

extension Sandbox {
    /// An agent on the sandbox's manifest, which has just begun; `tracer` is a command to run it under.
    func agent(under tracer: [String] = []) throws -> Background {
        try Background(tracer + [Sandbox.binary, "agent", "--manifest", path("manifest.yaml")], log: path("log"))
    }

    /// An agent on the sandbox's manifest, once it has said of a store what begins so.
    func agent(
        until store: String, _ beginning: String = "converged", under tracer: [String] = []
    ) throws -> Background {
        let agent = try agent(under: tracer)
        try #require(agent.says("\(self.store(store)): \(beginning)"), "\(agent.lines)")
        return agent
    }
}

extension Background {
    /// Whether a line that begins so has come behind the first `count`, or comes before the next look at everything.
    func says(_ beginning: String, after count: Int = 0) -> Bool {
        eventually { lines.dropFirst(count).contains { $0.hasPrefix(beginning) } }
    }
}
