// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightText

/// JSON that is read: by the letter, and never a crash.
@Suite struct JSONReaderTests {
    private func read(_ text: String) throws -> JSONValue { try JSONReader.value(of: Array(text.utf8)) }

    @Test(
        arguments: [
            ("null", nil), (" true\n", true), ("-12", -12), ("9223372036854775807", .integer(.max)), ("0", 0),
            (#""a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é""#, "a\"\\/\u{08}\u{0c}\n\r\té😀é"), ("[]", []),
            ("[ 1 ,\t\"2\"]", [1, "2"]),
            (#"{"a":{"b":[{}]}, "c" : null}"#, ["a": ["b": [[:]]], "c": nil]),
        ] as [(String, JSONValue)]) func whatIsRight(text: String, value: JSONValue) throws
    {
        #expect(try read(text) == value)
    }

    @Test(arguments: [
        ("", "it ends too soon"), ("{\"a\": 1", "it ends too soon"), ("[1", "it ends too soon"),
        ("\"a", "it ends too soon"), ("1 2", "more behind its end"), ("[1 2]", "no comma"), ("[1,]", "no value"),
        ("{1: 2}", "no key"), ("{\"a\" 1}", "no value for a key"), ("{\"a\": 1, \"a\": 2}", "a key is there twice"),
        ("01", "number"), ("-0", "number"), ("--1", "number"), ("9223372036854775808", "number"),
        ("1.5", "more behind"),
        ("nul", "no value"), ("'a'", "no value"), ("\"\\x\"", "escape"), ("\"\\u12g4\"", "half an escape"),
        ("\"\\ud83d\"", "half a character"), ("\"\\ude00\"", "half a character"), ("\"\u{1}\"", "control character"),
        (String(repeating: "[", count: 100), "nested too deep"),
    ]) func whatIsWrong(text: String, problem: String) {
        let fault = #expect(throws: JSONFault.self) { try read(text) }
        #expect(fault?.description.contains(problem) == true, "\(String(describing: fault))")
    }

    @Test func theLineIsTold() {
        let fault = #expect(throws: JSONFault.self) { try read("{\n  \"a\": 1,\n  oops\n}") }
        #expect(fault?.description == "line 3: there is no key")
        let bytes = Array("[\"".utf8) + [0xc3, 0x28] + Array("\"]".utf8)
        let other = #expect(throws: JSONFault.self) { try JSONReader.value(of: bytes) }
        #expect(other?.description == "line 1: it is not UTF-8")
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<500 {
            let value = value(3, &generator)
            #expect(try read(JSONText.compact(value)) == value)
            #expect(try read(JSONText.pretty(value)) == value)
        }
    }

    private func value(_ depth: Int, _ generator: inout SeededGenerator) -> JSONValue {
        let members = 0..<Int.random(in: 0...4, using: &generator)
        switch Int.random(in: depth > 0 ? 0...5 : 0...3, using: &generator) {
        case 0: return nil
        case 1: return .bool(generator.chance(50))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &generator))
        case 3: return .string(text(&generator))
        case 4: return .array(members.map { _ in value(depth - 1, &generator) })
        default:
            return .object(members.map { JSONValue.Member("\($0)" + text(&generator), value(depth - 1, &generator)) })
        }
    }

    private func text(_ generator: inout SeededGenerator) -> String {
        String(
            String.UnicodeScalarView(
                (0..<Int.random(in: 0...8, using: &generator)).compactMap { _ in
                    Unicode.Scalar(UInt32.random(in: 0...0x1_00ff, using: &generator))
                }))
    }

    @Test func aMutatedTextIsNoCrash() throws {
        let text = Array(#"{"a": [1, -20, "b\u00e9\n", true], "c": {"d": null}}"#.utf8)
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<20_000 {
            var bytes = text
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            bytes = Array(bytes.prefix(Int.random(in: 1...bytes.count * 2, using: &generator)))
            guard let value = try? JSONReader.value(of: bytes) else { continue }
            #expect(try read(JSONText.compact(value)) == value)
        }
    }
}
