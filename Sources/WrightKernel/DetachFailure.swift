// SPDX-License-Identifier: MIT

/// Why a loop device is still there, or why something of it is.
package enum DetachFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The device is bound anew since it was looked at; nothing was done.
    case replaced(node: String)
    /// The device, or every partition of it, is mounted or claimed in another way; nothing was done.
    case claimed(node: String)
    /// A partition is mounted or open; those that had been taken from the kernel before it are back.
    case partitionBusy(node: String)
    /// The kernel has been told to unbind the loop, and does so when whoever has it open lets go.
    case stillHeld(node: String)
    /// The loop is unbound, and partitions of it are left that somebody has open.
    case leftovers(nodes: [String])
    case failed(SyscallFailure)

    /// Whether the loop goes all the same, only later.
    package var isPromised: Bool {
        if case .stillHeld = self { true } else { false }
    }

    static func wrapping<Value: ~Copyable>(
        _ body: () throws(SyscallFailure) -> Value
    ) throws(DetachFailure) -> Value {
        do { return try body() } catch { throw .failed(error) }
    }

    package var description: String {
        switch self {
        case .replaced(let node): "cannot detach '\(node)': it has been bound anew since it was looked at"
        case .claimed(let node): "cannot detach '\(node)': it or what is on it is mounted or claimed in another way"
        case .partitionBusy(let node): "cannot detach the disk of '\(node)': that partition is mounted or open"
        case .stillHeld(let node): "'\(node)' is not detached yet: somebody has it open, and its last close detaches it"
        case .leftovers(let nodes):
            "the loop is detached, but somebody has partitions of it open: "
                + nodes.map { "'\($0)'" }.joined(separator: ", ")
        case .failed(let failure): failure.description
        }
    }
}
