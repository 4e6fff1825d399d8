// SPDX-License-Identifier: MIT

import WrightKernel

/// The daemon that makes the links.
package enum UdevDaemon {
    /// Whether udevd listens: to its own socket or, in later releases, to its varlink one.
    ///
    /// A socket that does not let this process in has somebody behind it. With systemd's socket activation the
    /// question itself starts the daemon.
    package static func isRunning(folder: String = "/run/udev") -> Bool {
        Sockets.isListening(packet: folder + "/control") || Sockets.isListening(stream: folder + "/io.systemd.Udev")
    }
}
