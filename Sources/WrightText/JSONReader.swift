// SPDX-License-Identifier: MIT

import WrightModel

/// JSON that somebody else may have written, taken by the letter of RFC 8259.
///
/// Numbers are whole and have 64 bits, an object has a key once, nothing is nested deeper than 32, and behind the value
/// there is nothing but blanks.
package enum JSONReader {
    package static func value(of bytes: [UInt8]) throws(JSONFault) -> JSONValue {
        var scanner = Scanner(bytes: bytes)
        let value = try scanner.value(depth: 0)
        guard scanner.next() == nil else { throw scanner.fault("there is more behind its end") }
        return value
    }
}

/// What is no JSON in a text, and on which line.
package struct JSONFault: Error, Hashable, CustomStringConvertible {
    package let description: String
}

private struct Scanner {
    let bytes: [UInt8]
    private var position = 0
    private static let deepest = 32

    init(bytes: [UInt8]) { self.bytes = bytes }

    func fault(_ problem: String) -> JSONFault {
        let line = bytes.prefix(position).count { $0 == UInt8(ascii: "\n") } + 1
        return JSONFault(description: "line \(line): \(problem)")
    }

    /// The next byte that is no blank, which stays; nil at the end.
    mutating func next() -> UInt8? {
        while let byte = peek, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { position += 1 }
        return peek
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func pop() -> UInt8? {
        defer { position += 1 }
        return peek
    }

    mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
        guard depth <= Scanner.deepest else { throw fault("it is nested too deep") }
        guard let byte = next() else { throw fault("it ends too soon") }
        switch byte {
        case UInt8(ascii: "{"): return .object(try members(depth))
        case UInt8(ascii: "["): return .array(try elements(depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .integer(try integer())
        default: return try word()
        }
    }

    private mutating func word() throws(JSONFault) -> JSONValue {
        let words: [(String, JSONValue)] = [("null", .null), ("true", .bool(true)), ("false", .bool(false))]
        for (text, value) in words where bytes[position...].starts(with: text.utf8) {
            position += text.utf8.count
            return value
        }
        throw fault("there is no value where one is expected")
    }

    private mutating func integer() throws(JSONFault) -> Int64 {
        let text = bytes[position...].prefix { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }
        let digits = text.drop { $0 == UInt8(ascii: "-") }
        guard let value = Int64(String(decoding: text, as: UTF8.self)),
            digits.first != UInt8(ascii: "0") || digits.count == 1 && value == 0 && text.count == 1
        else { throw fault("there is a number that cannot be") }
        position += text.count
        return value
    }

    // MARK: Lists

    private mutating func elements(_ depth: Int) throws(JSONFault) -> [JSONValue] {
        var elements: [JSONValue] = []
        try list(until: UInt8(ascii: "]")) { scanner throws(JSONFault) in
            elements.append(try scanner.value(depth: depth + 1))
        }
        return elements
    }

    private mutating func members(_ depth: Int) throws(JSONFault) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        var keys: Set<[UInt8]> = []
        try list(until: UInt8(ascii: "}")) { scanner throws(JSONFault) in
            guard scanner.next() == UInt8(ascii: "\"") else { throw scanner.fault("there is no key") }
            let key = try scanner.string()
            guard keys.insert(Array(key.utf8)).inserted else { throw scanner.fault("a key is there twice") }
            guard scanner.next() == UInt8(ascii: ":") else { throw scanner.fault("there is no value for a key") }
            scanner.position += 1
            members.append(JSONValue.Member(key, try scanner.value(depth: depth + 1)))
        }
        return members
    }

    /// Takes what is between an opening and its end, with commas between.
    private mutating func list(
        until end: UInt8, _ item: (inout Scanner) throws(JSONFault) -> Void
    ) throws(JSONFault) {
        position += 1
        guard next() != end else {
            position += 1
            return
        }
        while true {
            try item(&self)
            let byte = next()
            guard let byte, byte == end || byte == UInt8(ascii: ",") else {
                throw fault(byte == nil ? "it ends too soon" : "there is no comma")
            }
            position += 1
            if byte == end { return }
        }
    }

    // MARK: Strings

    private mutating func string() throws(JSONFault) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = pop() {
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw fault("it is not UTF-8") }
                return string
            case UInt8(ascii: "\\"): text += try escape().utf8
            case ..<0x20: throw fault("there is a control character in a string")
            default: text.append(byte)
            }
        }
        throw fault("it ends too soon")
    }

    private mutating func escape() throws(JSONFault) -> String {
        switch pop() {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            guard let scalar = try scalar() else { throw fault("there is half a character in a string") }
            return String(scalar)
        default: throw fault("there is an escape that JSON has not")
        }
    }

    /// The scalar of one `\u` escape, or of two that are a pair of surrogates.
    private mutating func scalar() throws(JSONFault) -> Unicode.Scalar? {
        let first = try unit()
        guard UTF16.isLeadSurrogate(first) else { return Unicode.Scalar(first) }
        guard pop() == UInt8(ascii: "\\"), pop() == UInt8(ascii: "u") else { return nil }
        let second = try unit()
        guard UTF16.isTrailSurrogate(second) else { return nil }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private mutating func unit() throws(JSONFault) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = pop().flatMap(hexadecimalValue) else {
                throw fault("there is half an escape in a string")
            }
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}
