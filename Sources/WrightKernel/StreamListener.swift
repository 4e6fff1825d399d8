// SPDX-License-Identifier: MIT

import CLinux
import Glibc

/// A Unix socket at which programs of root's may call: man 7 unix.
package struct StreamListener: ~Copyable {
    private let descriptor: OwnedDescriptor

    /// Listens at a path in a folder that holds nothing but such sockets.
    ///
    /// Throws EADDRINUSE, with the process, where somebody listens there already.
    package init(at path: String, in folder: String) throws(SyscallFailure) {
        try Tree.makeFolder(folder)
        // Of two that begin at the same time one comes second.
        let turn = try OwnedDescriptor.open(folder, [.readOnly, .folder])
        try FileLock.take(.exclusive, on: turn, until: .now + .seconds(5))
        descriptor = try StreamListener.bind(path, in: folder)
    }

    /// Apart from the turn that is taken for it: Swift 6.0's optimiser gives up on the two in one.
    private static func bind(_ path: String, in folder: String) throws(SyscallFailure) -> OwnedDescriptor {
        if let other = try StreamConnection.open(to: path) { throw refusal(path, other) }
        // Those that died without a word have left their names.
        for name in Tree.names(in: folder) ?? [] where !Sockets.isListening(stream: "\(folder)/\(name)") {
            try Tree.remove("\(folder)/\(name)")
        }
        let raw = try check(clinux_listen_stream(path, 0o600), .bind, "listen at '\(path)'")
        return OwnedDescriptor(owning: raw, path: path)
    }

    private static func refusal(_ path: String, _ other: StreamConnection) -> SyscallFailure {
        let process = other.peer.map { "process \($0) (\(ProcessName.of($0) ?? "gone"))" } ?? "another process"
        return SyscallFailure(
            "listen at '\(path)'", .bind, errno: EADDRINUSE,
            meaning: "\(process) listens there and keeps the same manifest")
    }

    /// For epoll: readable once somebody calls.
    package var raw: Int32 { descriptor.raw }

    /// Whoever called next; nil where nobody does, or has gone again.
    package func accept() -> StreamConnection? {
        let raw = clinux_accept(descriptor.raw)
        return raw < 0 ? nil : StreamConnection(OwnedDescriptor(owning: raw, path: descriptor.path))
    }

    /// Takes the name away; nobody can call any more.
    package func close() { try? Tree.remove(descriptor.path) }
}

/// One end of a Unix stream socket; it never blocks.
package final class StreamConnection: Sendable {
    private let descriptor: OwnedDescriptor

    init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }

    /// Calls whoever listens at a path; nil where nobody does.
    package static func open(to path: String) throws(SyscallFailure) -> StreamConnection? {
        let raw = clinux_connect_stream(path)
        if raw == -ENOENT || raw == -ECONNREFUSED { return nil }
        return StreamConnection(
            OwnedDescriptor(owning: try check(raw, .connect, "call the agent at '\(path)'"), path: path))
    }

    /// For epoll and poll: readable where the other has sent something or has gone.
    package var raw: Int32 { descriptor.raw }

    /// The process at the other end, as it was when it began to listen or called: SO_PEERCRED.
    package var peer: Int32? { Optional(clinux_peer_process(descriptor.raw)).flatMap { $0 > 0 ? $0 : nil } }

    /// Sends a text as a whole; false where the other does not read what it was sent before, or has gone.
    package func send(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { clinux_send(descriptor.raw, $0.baseAddress, $0.count) == Int64($0.count) }
    }

    /// What has come up to now; nil once nothing more can come.
    package func receive() -> [UInt8]? {
        var failure: Int64 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, filled in
            failure = clinux_receive(descriptor.raw, buffer.baseAddress, buffer.count)
            filled = Int(max(0, failure))
        }
        if failure == -Int64(EAGAIN) { return [] }
        return failure > 0 ? bytes : nil
    }
}
