// SPDX-License-Identifier: MIT

import WrightModel

/// A step that could not be carried out: what was tried, and why it failed, in words.
package struct StepFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The whole sentence, with the call and errno last where a call failed.
    package let description: String
    /// Whether the world was no longer the one that was planned for, so that a new plan may well succeed.
    package let isStale: Bool

    package init(_ description: String, isStale: Bool = false) {
        self.description = description
        self.isStale = isStale
    }

    static func stale(_ description: String) -> StepFailure { StepFailure(description, isStale: true) }
}
