// SPDX-License-Identifier: MIT

import CLinux
import Glibc

/// What is asked of sockets that a library owns, and of daemons behind them.
package enum Sockets {
    /// Whether a daemon listens at a Unix socket of sequenced packets (SOCK_SEQPACKET).
    package static func isListening(packet path: String) -> Bool { isAlive(clinux_probe_packet_socket(path)) }

    /// Whether a daemon listens at a Unix socket of a stream (SOCK_STREAM).
    package static func isListening(stream path: String) -> Bool { isAlive(clinux_probe_stream_socket(path)) }

    // EACCES: there is one, and it does not talk to us. EAGAIN: so many ask that it cannot take more at once.
    private static func isAlive(_ result: Int32) -> Bool { [0, -EACCES, -EPERM, -EAGAIN].contains(result) }

    /// SO_RCVBUF as the kernel keeps it; zero where it does not say.
    package static func receiveBufferSize(_ socket: Int32) -> Int { max(0, Int(clinux_receive_buffer_size(socket))) }

    /// Waits until a descriptor is readable or in trouble; false once the time is over, or when a signal came.
    package static func isReadable(_ descriptor: Int32, within duration: Duration) -> Bool {
        let whole = min(max(duration, .zero), .seconds(86_400)).components
        let milliseconds = whole.seconds * 1000 + whole.attoseconds / 1_000_000_000_000_000
        // Rounded up, lest the last millisecond be spent asking again and again.
        return clinux_wait_readable(descriptor, Int32(clamping: duration > .zero ? milliseconds + 1 : 0)) > 0
    }

    /// Sends one datagram to a Unix socket; an address that begins with `@` is an abstract one.
    package static func send(_ text: String, to address: String) throws(SyscallFailure) {
        try check(clinux_send_datagram(address, text), .send, "send a datagram to '\(address)'")
    }
}
