// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// A node of a manifest's tree, with the place of its first character.
struct MarkedNode {
    enum Content {
        case scalar(Scalar)
        case sequence([MarkedNode])
        /// The entries in the order in which they are written; no key occurs twice.
        case mapping([MarkedEntry])
        /// Something that a diagnostic speaks of already; nothing more is said about it.
        case rejected
    }

    let content: Content
    let place: Place

    /// The node in a word or a quotation, for a sentence that says that something else is expected.
    var summary: String {
        switch content {
        case .scalar(let scalar): scalar.meaning == .null ? "nothing" : Sentence.quoted(scalar.text)
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .rejected: "an alias"
        }
    }
}

/// One key of a mapping and its value.
///
/// The key's place has the path of the value.
struct MarkedEntry {
    let key: Marked<String>
    let value: MarkedNode
}

/// A scalar as it is written.
struct Scalar {
    /// What a plain scalar means under YAML 1.2's core schema, as far as a manifest cares.
    ///
    /// `yes`, `no`, `on` and `off` are text there.
    enum Meaning: Hashable {
        case null
        case boolean(Bool)
        case text
    }

    let text: String
    /// Written without quotes, and not as a block.
    let isPlain: Bool

    var meaning: Meaning {
        guard isPlain else { return .text }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .boolean(true)
        case "false", "False", "FALSE": return .boolean(false)
        default: return .text
        }
    }
}
