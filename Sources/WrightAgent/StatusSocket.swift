// SPDX-License-Identifier: MIT

package import WrightKernel
import WrightModel
import WrightText

/// The place at which the agent tells its view: to whoever calls, and again whenever it has changed for as long as the
/// caller stays.
///
/// There is one a manifest, so that agents of different manifests keep out of each other's way. Only root may call.
package struct StatusSocket: ~Copyable {
    private let listener: StreamListener
    private var callers: [UInt64: StreamConnection] = [:]

    private static let folder = ProgramLock.folder + "/agents"
    /// Past any number that epoll needs for itself.
    private static let firstKey: UInt64 = 1 << 32
    /// More than people and their monitoring ever are.
    private static let mostCallers = 64

    /// The socket's path: a number made of the manifest's, which may be too long for the name of a socket.
    private static func path(of manifest: String) -> String {
        folder + "/" + String(StableHash.of(manifest), radix: 16)
    }

    private init(_ listener: consuming StreamListener) { self.listener = listener }

    /// Throws EADDRINUSE where another agent keeps the manifest.
    package static func open(for manifest: String) throws(SyscallFailure) -> StatusSocket {
        try Tree.makeFolder(ProgramLock.folder)
        return StatusSocket(try StreamListener(at: path(of: manifest), in: folder))
    }

    /// For epoll.
    var raw: Int32 { listener.raw }

    /// Takes those in who have called, and tells them.
    mutating func accept(_ poll: borrowing EventPoll, view: AgentView) {
        let text = AgentViewText.lines(view)
        while let caller = listener.accept() {
            let key = StatusSocket.firstKey + UInt64(caller.raw)
            guard callers.count < StatusSocket.mostCallers, caller.send(text),
                (try? poll.add(caller.raw, for: .readable, key: key)) != nil
            else { continue }
            callers[key] = caller
        }
    }

    var hasCallers: Bool { !callers.isEmpty }

    /// Lets go of a caller: nobody has anything to say here, so that it can only have gone.
    mutating func drop(_ key: UInt64) { callers[key] = nil }

    /// Tells those who stay; one who does not read is let go of.
    mutating func tell(_ view: AgentView) {
        let text = AgentViewText.lines(view)
        callers = callers.filter { $0.value.send(text) }
    }

    func close() { listener.close() }

    /// Calls the agent that keeps a manifest; nil where none does, or where it is not permitted to ask.
    package static func call(for manifest: String) -> StreamConnection? {
        try? StreamConnection.open(to: path(of: manifest))
    }
}
