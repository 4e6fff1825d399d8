// SPDX-License-Identifier: MIT

import Testing
import WrightManifest

@Suite struct DiagnosticTests {
    static let cases: [DiagnosticCase] =
        DiagnosticCase.syntax + DiagnosticCase.shape + DiagnosticCase.value + DiagnosticCase.store
        + DiagnosticCase.partition + DiagnosticCase.namespace

    @Test(arguments: cases) func tellsExactlyThis(_ wrong: DiagnosticCase) {
        #expect(!wrong.expected.isEmpty)
        #expect(wrong.diagnostics == wrong.expected)
    }
}
