// SPDX-License-Identifier: MIT

/// Whom a path may be at the mercy of.
package enum PathTrust: Hashable, Sendable {
    /// Root, and the user this process runs as.
    case rootOnly
    /// Anybody: the user said so, or it is not root whom anybody could mislead.
    case anything
}

/// Why a path was not opened.
package enum PathRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// A component is not there, or is no folder where one is needed.
    case absent(component: String)
    /// Somebody else could have put another thing in a component's place.
    case untrusted(component: String, reason: String, remedy: String)
    /// What is there is neither a regular file nor a block device nor a folder; opening it could have effects.
    case unsuitable(component: String, kind: FileKind)
    case failure(SyscallFailure)

    package var description: String {
        switch self {
        case .absent(let component): "'\(component)' does not exist"
        case .untrusted(let component, let reason, _): "'\(component)' cannot be trusted: \(reason)"
        case .unsuitable(let component, let kind): "'\(component)' is \(kind)"
        case .failure(let failure): failure.description
        }
    }
}
