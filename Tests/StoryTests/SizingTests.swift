// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightManifest
import WrightModel
import WrightPlan
import WrightText

/// The examples of `docs/sizing.md`: what stands below each manifest is what comes of it.
@Suite struct SizingTests {
    /// A manifest, and the lines below it.
    struct Example: Sendable, CustomTestStringConvertible {
        let manifest: String
        let layout: [String]
        var testDescription: String { layout.joined(separator: ", ") }
    }

    static let examples: [Example] = {
        let blocks = Project.text(of: "docs/sizing.md").split(separator: "```", omittingEmptySubsequences: false)
            .enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        return stride(from: 0, to: blocks.count - 1, by: 2).map { index in
            Example(
                manifest: String(blocks[index].dropFirst("yaml\n".count)),
                layout: blocks[index + 1].split(separator: "\n").map { line in
                    line.split(separator: " ").joined(separator: " ")
                })
        }
    }()

    @Test func thereAreExamples() { #expect(SizingTests.examples.count >= 6) }

    @Test(arguments: examples) func isWhatThePageSays(_ example: Example) throws {
        let desired = try Manifest.parse(files: [("sizing.md", Array(example.manifest.utf8))]).get()
        let layout = try SimulatedMachine(desired).plan().stores.flatMap(\.partitions).map { view in
            "\(view.name?.text ?? "?") \(view.extent.length.inWords) at \(view.extent.start.inWords)"
        }
        #expect(layout == example.layout)
    }
}
