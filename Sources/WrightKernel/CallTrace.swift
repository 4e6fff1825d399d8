// SPDX-License-Identifier: MIT

import Synchronization

/// The system calls of the program by their names, kept while somebody wants to see them.
///
/// Those of libraries are not among them, nor those of which nobody asks how they went.
package enum CallTrace {
    private static let isOn = Atomic(false)
    private static let calls = Mutex<[String]>([])

    /// Keeps every call from here on.
    package static func begin() { isOn.store(true, ordering: .relaxed) }

    package static func note(_ call: @autoclosure () -> String) {
        guard isOn.load(ordering: .relaxed) else { return }
        let name = call()
        calls.withLock { $0.append(name) }
    }

    /// The calls since they were taken last; none where they are not kept.
    package static func take() -> [String] {
        guard isOn.load(ordering: .relaxed) else { return [] }
        return calls.withLock { calls in
            defer { calls = [] }
            return calls
        }
    }
}
