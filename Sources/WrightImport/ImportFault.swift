// SPDX-License-Identifier: MIT

/// Why there is no manifest: one sentence.
package enum ImportFault: Error, Hashable, CustomStringConvertible {
    /// The choices do not fit what is imported.
    case usage(String)
    /// What is imported is not right, or no manifest can be made of it.
    case data(String)

    package var description: String {
        switch self {
        case .usage(let sentence), .data(let sentence): sentence
        }
    }
}
