// SPDX-License-Identifier: MIT

package import WrightKernel
package import WrightModel
import WrightText

/// What an agent tells, read from its socket.
package struct AgentReader {
    private let connection: StreamConnection
    private var bytes: [UInt8] = []
    /// Whether the agent has gone.
    package private(set) var isOver = false

    package init(_ connection: StreamConnection) { self.connection = connection }

    /// The latest view that has come, waiting for one up to the end of the period; nil where none has.
    package mutating func next(within period: Duration) -> AgentView? {
        let deadline = ContinuousClock.now + period
        while !isOver {
            if let view = takeLast() { return view }
            guard Sockets.isReadable(connection.raw, within: ContinuousClock.now.duration(to: deadline)) else { break }
            if let more = connection.receive() { bytes += more } else { isOver = true }
        }
        return takeLast()
    }

    /// The last whole view of what was read: those before it are out of date.
    private mutating func takeLast() -> AgentView? {
        let text = String(decoding: bytes, as: UTF8.self)
        let blocks = text.split(separator: "\n\n", omittingEmptySubsequences: false)
        guard blocks.count > 1 else { return nil }
        bytes = Array((blocks.last ?? "").utf8)
        return AgentViewText.parse(String(blocks[blocks.count - 2]))
    }
}
