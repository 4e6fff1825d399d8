// SPDX-License-Identifier: MIT

import Testing
import WrightText

@Suite struct SentenceTests {
    @Test(arguments: [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
    func lists(_ items: [String], _ text: String) { #expect(Sentence.list(items) == text) }

    @Test func counts() {
        #expect(Sentence.count(0, "step") == "no steps")
        #expect(Sentence.count(1, "step") == "1 step")
        #expect(Sentence.count(9, "step") == "9 steps")
        #expect(Sentence.count(2, "entry", plural: "entries") == "2 entries")
        #expect(Sentence.list(["a", "b"], conjunction: "or") == "a or b")
    }

    @Test(arguments: [
        ("", "''"), ("data", "'data'"), ("a b", "'a b'"), ("a\nb", "'a\\x0ab'"), ("\u{1b}[2J", "'\\x1b[2J'"),
        ("größe", "'größe'"), (String(repeating: "x", count: 64), "'\(String(repeating: "x", count: 64))'"),
        (String(repeating: "x", count: 65), "'\(String(repeating: "x", count: 64))…'"),
    ])
    func quotations(_ text: String, _ quoted: String) { #expect(Sentence.quoted(text) == quoted) }

    @Test func quotedLists() {
        #expect(Sentence.quotedList([]) == "")
        #expect(Sentence.quotedList(["a", "b c"]) == "'a' and 'b c'")
    }
}
