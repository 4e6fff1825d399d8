// SPDX-License-Identifier: MIT

package import WrightModel
import WrightText

/// How a step was carried out, as the lines below it.
package struct StepTraceText: Sendable {
    private let page: Page

    package init(_ page: Page = Page()) { self.page = page }

    /// The time that it took and its system calls, those that follow each other counted: `1.2 ms: openat, pwrite ×3`.
    package func lines(of trace: StepTrace) -> [String] {
        let calls = trace.calls.isEmpty ? "" : ": " + counted(trace.calls).joined(separator: ", ")
        return page.rendered(
            page.flowedSentence(
                trace.time.inShort + calls, after: StyledText.spaces(12), indent: 14, .faint))
    }

    private func counted(_ calls: [String]) -> [String] {
        var runs: [(name: String, count: Int)] = []
        for call in calls {
            if runs.last?.name == call { runs[runs.count - 1].count += 1 } else { runs.append((call, 1)) }
        }
        let times = page.glyphs.isASCII ? "x" : "×"
        return runs.map { $0.count > 1 ? "\($0.name) \(times)\($0.count)" : $0.name }
    }
}
