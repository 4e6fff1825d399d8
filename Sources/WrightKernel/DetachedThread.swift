// SPDX-License-Identifier: MIT

import CLinux

/// A thread for one piece of work that may block for long: man 3 pthread_create.
package enum DetachedThread {
    /// Has the work done beside the caller; nobody waits for its end.
    ///
    /// It is killed with the process, wherever it is then.
    package static func start(_ work: @escaping @Sendable () -> Void) throws(SyscallFailure) {
        let errand = Unmanaged.passRetained(Errand(work))
        let result = clinux_thread_start(
            { context in
                guard let context else { return }
                Unmanaged<Errand>.fromOpaque(context).takeRetainedValue().work()
            }, errand.toOpaque())
        if result < 0 { errand.release() }
        try check(result, .thread, "start a thread")
    }

    private final class Errand: Sendable {
        let work: @Sendable () -> Void

        init(_ work: @escaping @Sendable () -> Void) { self.work = work }
    }
}
