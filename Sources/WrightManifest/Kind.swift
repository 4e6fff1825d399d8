// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// What may be written for a key: how it is read, and how JSON Schema says the same.
///
/// Every kind is defined once, so that the parser and the schema cannot drift apart.
struct Kind<Value: Sendable>: Sendable {
    private let describe: @Sendable () -> JSONValue
    /// The value, or nil where it is not right, of which the findings then tell.
    let read: @Sendable (MarkedNode, inout Findings) -> Value?

    /// - Parameter schema: is made only where it is asked for, which is for `schema` alone.
    init(
        schema: @autoclosure @escaping @Sendable () -> JSONValue,
        read: @escaping @Sendable (MarkedNode, inout Findings) -> Value?
    ) {
        describe = schema
        self.read = read
    }

    var schema: JSONValue { describe() }
}

extension Kind {
    /// A kind that is one scalar.
    ///
    /// - Parameters:
    ///   - noun: What it is with its article, for sentences: `a size`.
    ///   - remedy: What would be right where something else than text stands there.
    static func scalar(
        _ noun: String, remedy: String, schema: @autoclosure @escaping @Sendable () -> JSONValue,
        parse: @escaping @Sendable (Scalar) throws(Mistake) -> Value
    ) -> Kind {
        Kind(schema: schema()) { node, findings in
            // The outcome is settled, and finding suggestions for a file full of mistakes takes long.
            guard findings.accepts(node.place.location.file) else { return nil }
            guard case .scalar(let scalar) = node.content, scalar.meaning != .null else {
                return node.expected(noun, remedy, &findings)
            }
            do throws(Mistake) {
                return try parse(scalar)
            } catch {
                findings.add(error, at: node.place)
                return nil
            }
        }
    }

    /// A kind that is text: in quotes or plain, a plain number being read as it is written.
    static func text(
        _ noun: String, remedy: String, schema: @autoclosure @escaping @Sendable () -> JSONValue,
        parse: @escaping @Sendable (String) throws(Mistake) -> Value
    ) -> Kind {
        scalar(noun, remedy: remedy, schema: schema()) { scalar throws(Mistake) in
            if case .boolean = scalar.meaning {
                throw Mistake("\(Sentence.quoted(scalar.text)) is a boolean where \(noun) is expected", remedy)
            }
            return try parse(scalar.text)
        }
    }

    /// One word of several.
    static func choice(_ noun: String, _ choices: [(word: String, value: Value)]) -> Kind {
        let remedy = "write " + Sentence.list(choices.map { Sentence.quoted($0.word) }, conjunction: "or")
        return text(noun, remedy: remedy, schema: ["enum": .array(choices.map { .string($0.word) })]) {
            text throws(Mistake) in
            guard let choice = choices.first(where: { $0.word == text }) else {
                throw Mistake("\(Sentence.quoted(text)) is not \(noun)", remedy)
            }
            return choice.value
        }
    }
}

extension Kind where Value == Bool {
    /// `true` or `false`, and no other word: YAML 1.1's `yes` and `on` are text in YAML 1.2.
    static let boolean = scalar(
        "a boolean", remedy: "write true or false", schema: ["type": "boolean"]
    ) { scalar throws(Mistake) in
        if case .boolean(let value) = scalar.meaning { return value }
        let isQuoted = !scalar.isPlain && ["true", "false"].contains(scalar.text)
        throw Mistake(
            isQuoted
                ? "\(Sentence.quoted(scalar.text)) in quotes is text"
                : "\(Sentence.quoted(scalar.text)) is not a boolean",
            isQuoted ? "write \(scalar.text) without quotes" : "write true or false")
    }
}

extension Kind where Value == Int {
    /// A decimal number within a range; `reason` says why it may not be greater.
    static func integer(_ range: ClosedRange<Int>, reason: String? = nil) -> Kind {
        let remedy = "write a whole number from \(range.lowerBound) to \(range.upperBound)"
        return scalar(
            "a number", remedy: remedy,
            schema: [
                "type": "integer", "minimum": .integer(Int64(range.lowerBound)),
                "maximum": .integer(Int64(range.upperBound)),
            ]
        ) { scalar throws(Mistake) in
            let text = scalar.text
            guard scalar.isPlain else {
                throw Mistake("\(Sentence.quoted(text)) in quotes is text", remedy + " without quotes")
            }
            let isNumber = !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
            guard isNumber, text == "0" || !text.hasPrefix("0") else {
                throw Mistake("\(Sentence.quoted(text)) is not a whole number", remedy)
            }
            let number = Int(text) ?? Int.max
            guard number <= range.upperBound else {
                throw Mistake("\(Sentence.quoted(text)) is too large" + (reason.map { ": \($0)" } ?? ""), remedy)
            }
            guard number >= range.lowerBound else { throw Mistake("\(Sentence.quoted(text)) is too small", remedy) }
            return number
        }
    }
}

extension MarkedNode {
    /// Reports that something else is expected here, unless a diagnostic speaks of the node already.
    func expected<Value>(_ noun: String, _ remedy: String, _ findings: inout Findings) -> Value? {
        if case .rejected = content { return nil }
        findings.add(Mistake("\(summary) stands where \(noun) is expected", remedy), at: place)
        return nil
    }
}
