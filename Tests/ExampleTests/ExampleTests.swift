// SPDX-License-Identifier: MIT

import TestSupport
import Testing

/// The manifests of `examples/`, from the outside: the program takes them, and a validator that does not know it does.
@Suite struct ExampleTests {
    static let files = Project.manifests

    @Test func thereAreExamples() { #expect(ExampleTests.files.count >= 7) }

    @Test(arguments: files) func passesTheCheck(_ file: String) throws {
        let outcome = try Program.check("\(Project.root)/\(file)")
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.words)")
        #expect(outcome.output.hasPrefix("the manifest is valid: "), "\(outcome.words)")
    }

    @Test(.enabled(if: SchemaValidator.isThere, "\(SchemaValidator.need)"))
    func isValidUnderTheSchema() throws {
        let schema = try Program.run("schema").output
        let documents = ExampleTests.files.map(Project.text)
        let verdicts = try #require(SchemaValidator.verdicts(on: documents, schema: schema))
        for (file, verdict) in zip(ExampleTests.files, verdicts) { #expect(verdict == .valid, "\(file)") }
    }

    /// Manifests that are wrong, and what `check` has to say to each.
    static let wrong = [
        ("version: 2", "'2' is not a version that this loopwright knows"),
        ("version: 1\nstores: {a: {file: /a.img, sizes: 1GiB}}", "did you mean 'size'?"),
        ("version: 1\nstores: {a: {file: a.img}}", "'a.img' is not an absolute path"),
        ("version: 1\nstores: {a: {size: 1GiB}}", "the store has no backing"),
        ("version: 1\nstores: {a: {file: /a.img, partitions: {name: x}}}", "stands where a list is expected"),
        ("version: 1\nstores: {a: {file: /a.img, partitions: [{size: rest}]}}", "the key is missing"),
        (
            "version: 1\nstores: {a: {file: /a.img, partitions: [{name: disk}]}}",
            "'disk' is a link that every store has"
        ),
        ("version: 1\nstores: {a: {file: /a.img, read-only: 1}}", "'1' is not a boolean"),
    ]

    @Test(arguments: wrong) func isWrong(_ manifest: String, _ problem: String) throws {
        let outcome = try Program.check(text: manifest)
        #expect(outcome.status == 65 && outcome.output.isEmpty, "\(outcome.words)")
        #expect(outcome.errors.contains(problem), "\(outcome.words)")
    }

    @Test(.enabled(if: SchemaValidator.isThere, "\(SchemaValidator.need)"))
    func isInvalidUnderTheSchema() throws {
        let schema = try Program.run("schema").output
        let verdicts = try #require(SchemaValidator.verdicts(on: ExampleTests.wrong.map(\.0), schema: schema))
        for (wrong, verdict) in zip(ExampleTests.wrong, verdicts) {
            guard case .invalid = verdict else {
                Issue.record("the schema takes what the program refuses: \(wrong.0)")
                continue
            }
        }
    }
}
