// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightManifest

/// The schema and the parser, held against each other by a validator that knows neither.
@Suite(.enabled(if: SchemaValidator.isThere, "\(SchemaValidator.need)"))
struct SchemaCorpusTests {
    @Test func whatIsRightIsValid() throws {
        let documents = DesiredTests.right + DesiredTests.otherWords
        let verdicts = try #require(SchemaValidator.verdicts(on: documents, schema: Manifest.schema))
        for (document, verdict) in zip(documents, verdicts) { #expect(verdict == .valid, "\(document)") }
    }

    /// Of what is wrong with a single key the schema knows all but a few things, which are listed here.
    @Test func whatIsWrongWithOneKeyIsInvalid() throws {
        let cases = (DiagnosticCase.shape + DiagnosticCase.value).filter { $0.files.count == 1 }
        let verdicts = try #require(
            SchemaValidator.verdicts(on: cases.map { $0.files[0].text }, schema: Manifest.schema))
        let taken = Set(zip(cases, verdicts).filter { $0.1 == .valid }.map(\.0.name))
        #expect(taken == SchemaCorpusTests.beyondTheSchema)
        #expect(verdicts.filter { $0 == .unreadable }.count <= 2)
    }

    private static let beyondTheSchema: Set<String> = [
        // PyYAML reads YAML 1.1, in which 'yes' is a boolean.
        "booleans of YAML 1.1",
        // A pattern does not calculate: how large '4096PiB' is, and whether '1.5' is whole, only the parser knows.
        "size beyond 2^62", "size of a part of a byte", "alignments", "alignment too large",
        // YAML makes a number of 0x00012345, too, and what is left of it does not tell how many digits it had.
        "wrong identifiers of a disk",
    ]
}
