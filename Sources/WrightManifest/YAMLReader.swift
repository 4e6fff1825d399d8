// SPDX-License-Identifier: MIT

package import WrightText

/// YAML that is no manifest, with what a manifest's own text is held to: one document, no aliases, anchors or tags.
package enum YAMLReader {
    /// The document's value; a plain scalar is what YAML 1.2's core schema takes it for, and text where that is a fraction.
    package static func value(of bytes: [UInt8], file: String) -> Result<JSONValue, Diagnostics> {
        var findings = Findings()
        let root = Composer.compose(file: file, bytes: bytes, &findings)
        guard findings.isEmpty, let root else { return .failure(findings.sorted(files: [file])) }
        return .success(value(of: root))
    }

    private static func value(of node: MarkedNode) -> JSONValue {
        switch node.content {
        case .scalar(let scalar): value(of: scalar)
        case .sequence(let items): .array(items.map(value))
        case .mapping(let entries): .object(entries.map { JSONValue.Member($0.key.value, value(of: $0.value)) })
        case .rejected: .null
        }
    }

    private static func value(of scalar: Scalar) -> JSONValue {
        switch scalar.meaning {
        case .null: .null
        case .boolean(let flag): .bool(flag)
        case .text:
            scalar.isPlain ? number(scalar.text).map(JSONValue.integer) ?? .string(scalar.text) : .string(scalar.text)
        }
    }

    private static func number(_ text: String) -> Int64? {
        if text.hasPrefix("0x") { return Int64(text.dropFirst(2), radix: 16) }
        if text.hasPrefix("0o") { return Int64(text.dropFirst(2), radix: 8) }
        return Int64(text)
    }
}
