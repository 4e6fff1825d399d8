// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightText

@Suite struct JSONTextTests {
    @Test(arguments: [
        ("", #""""#), ("a\"b", #""a\"b""#), ("a\\b", #""a\\b""#), ("a/b", #""a/b""#),
        ("\u{08}\u{0c}\n\r\t", #""\b\f\n\r\t""#),
        ("\0\u{01}\u{1f}", #""\u0000\u0001\u001f""#), ("\r\n", #""\r\n""#), ("\u{7f}", "\"\u{7f}\""),
        ("ä写🎵", #""ä写🎵""#),
        ("e\u{301}\u{2028}", "\"e\u{301}\u{2028}\""),
    ])
    func strings(_ text: String, _ json: String) { #expect(JSONText.compact(.string(text)) == json) }

    @Test func numbersWordsAndNesting() {
        let value: JSONValue = [
            "z": nil, "a": [true, false, -9_223_372_036_854_775_808, 9_223_372_036_854_775_807], "e": [], "o": [:],
        ]
        #expect(
            JSONText.compact(value)
                == #"{"z":null,"a":[true,false,-9223372036854775808,9223372036854775807],"e":[],"o":{}}"#)
        #expect(
            JSONText.pretty(["a": [1, ["b": nil]], "e": [], "o": [:]]) == """
                {
                  "a": [
                    1,
                    {
                      "b": null
                    }
                  ],
                  "e": [],
                  "o": {}
                }
                """)
    }

    @Test func objectsAreAddedUp() {
        let object: JSONValue = ["a": 1]
        let array: JSONValue = [1]
        #expect(JSONText.compact(object.adding(["b": 2])) == #"{"a":1,"b":2}"#)
        #expect(JSONText.compact(array.adding(["b": 2])) == "[1]")
    }

    /// Another implementation reads back every scalar that a label could hold.
    @Test(.enabled(if: Python.has("json"), "needs python3"))
    func everyStringIsReadBack() throws {
        let scalars =
            (0...0x2fff).compactMap(Unicode.Scalar.init)
            + [0xfeff, 0xfffd, 0x1f3b5, 0x10ffff].compactMap(Unicode.Scalar.init)
        let text = String(String.UnicodeScalarView(scalars))
        let script = "import json,sys; print(' '.join(str(ord(c)) for c in json.load(sys.stdin.buffer)), end='')"
        let read = try #require(Python.run(script, input: JSONText.compact(.string(text))))
        #expect(read == scalars.map { String($0.value) }.joined(separator: " "))
    }
}
