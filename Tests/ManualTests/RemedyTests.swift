// SPDX-License-Identifier: MIT

import TestSupport
import Testing

/// Whatever blocks a plan is told with a command or a line of the manifest that would help.
@Suite struct RemedyTests {
    /// Each obstacle's remedy as the sources write it, up to the parenthesis that closes it.
    private static let remedies: [(file: String, text: String)] = {
        let rooms = ["Sources/WrightPlan", "Sources/WrightObserve"]
        return rooms.flatMap { Project.files(in: $0, ending: ".swift") }.flatMap { file in
            Project.text(of: file).components(behind: "remedy: ").map { (file, $0) }
        }
    }()

    @Test func everyObstacleNamesACommandOrALine() {
        #expect(RemedyTests.remedies.count > 90)
        for (file, text) in RemedyTests.remedies {
            let isMadeElsewhere = RemedyTests.makers.contains { text.contains($0) }
            let isBeyondUs = RemedyTests.beyond.contains { text.contains($0) }
            #expect(Remedy.helps(text) || isMadeElsewhere || isBeyondUs, "\(file): \(text)")
        }
    }

    /// What is put in by another function, which has a remedy of its own to be judged or gives a command.
    private static let makers = [
        "endings(", ".detaching", "enlarged(", "madeWritable", "givenUp(", ".clearing", "shrinking(", "more(than:",
        "start(span)", "sliceWithin(", "hand.command(", "\\(command)", "fitting.joined", "`\\(key): ", "plan.remedy ??",
    ]
    /// Where there is no such thing: another kernel, the arguments of the command that was called.
    private static let beyond = [
        "boot Linux", "say a smaller size", "say \\(lower", "as well", "and clear the partition",
    ]
}

extension String {
    /// What stands behind each occurrence of a mark, to the parenthesis that closes what it stands in.
    fileprivate func components(behind mark: String) -> [String] {
        ranges(of: mark).compactMap { range in
            var depth = 0
            let text = self[range.upperBound...].prefix { character in
                depth += character == "(" ? 1 : character == ")" ? -1 : 0
                return depth >= 0
            }
            return text.hasPrefix("String") || text == "remedy" ? nil : String(text)
        }
    }
}
