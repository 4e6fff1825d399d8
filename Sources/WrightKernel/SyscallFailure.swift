// SPDX-License-Identifier: MIT

import CLinux

/// A call to the kernel that failed: what was wanted, which call it was, and what the kernel answered.
package struct SyscallFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was to be done, to follow 'cannot': `attach '/x.img' to a loop device`.
    package var action: String
    /// The call as a manual page names it: `fallocate`, `ioctl LOOP_CONFIGURE`.
    package var call: String
    package var errno: Int32
    /// What the answer means for this call and object; nil for the C library's general words.
    package var meaning: String?

    package init(_ action: String, call: String, errno: Int32, meaning: String? = nil) {
        self.action = action
        self.call = call
        self.errno = errno
        self.meaning = meaning
    }

    init(_ action: String, _ call: SystemCall, errno: Int32, meaning: String? = nil) {
        self.init(action, call: call.rawValue, errno: errno, meaning: meaning ?? call.meaning(of: errno))
    }

    /// The constant's own name, `EINVAL`, or the number where it has none.
    package var symbol: String {
        clinux_errno_name(errno).map { String(cString: $0) } ?? "errno \(errno)"
    }

    package var description: String { "cannot \(action): \(reason)" }

    /// Why, in words, with the call and errno behind it.
    package var reason: String { "\(meaning ?? generalMeaning) (\(call): \(symbol))" }

    private var generalMeaning: String {
        guard let words = clinux_errno_text(errno) else { return "unknown error" }
        let text = String(cString: words)
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}

/// The value of a call that answers -errno on failure.
@discardableResult
func check<Value: SignedInteger>(
    _ result: Value, _ call: SystemCall, _ action: @autoclosure () -> String
) throws(SyscallFailure) -> Value {
    CallTrace.note(call.rawValue)
    guard result < 0 else { return result }
    throw SyscallFailure(action(), call, errno: Int32(-result))
}
