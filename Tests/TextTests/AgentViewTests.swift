// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightText

/// What goes over the agent's socket arrives as it was.
@Suite struct AgentViewTests {
    private func view() throws -> AgentView {
        let name = try #require(StoreName("appliance"))
        let other = try #require(StoreName("archive"))
        return AgentView(
            process: 812, isReady: true, passes: 17, lastPass: .milliseconds(4321), work: .seconds(3),
            refusal: ["m.yaml:1:1: no", "and no again"],
            stores: [
                .init(name: name, state: .converged, stateAge: .seconds(86_400), reason: "", device: "/dev/loop3"),
                .init(
                    name: other, state: .failed, stateAge: .zero, failures: 3, nextTry: .milliseconds(12), mendings: 6,
                    isGivenUp: true, reason: "cannot write", remedy: "make it writable", backing: "/srv/a b.img",
                    figures: StoreFigures(
                        size: .mebibyte, partitions: 3, steps: 1, retries: 12, alarms: 1, drifts: 6)),
            ], figures: figures, metricsFailure: "the metrics are not written: 'x'")
    }

    private var figures: AgentFigures {
        var times = ConvergenceTimes()
        for milliseconds in [60, 60, 700, 400_000] { times.add(.milliseconds(milliseconds)) }
        return AgentFigures(lastConverged: .seconds(40), convergence: times)
    }

    @Test func itArrivesAsItWasSent() throws {
        let view = try view()
        #expect(AgentViewText.parse(AgentViewText.lines(view)) == view)
        let empty = AgentView(process: 1, isReady: false, passes: 0)
        #expect(AgentViewText.parse(AgentViewText.lines(empty)) == empty)
    }

    @Test func itEndsWithTheOnlyEmptyLine() throws {
        var view = try view()
        view.refusal = ["one\n\ntwo\tthree\r\n"]
        let text = AgentViewText.lines(view)
        #expect(text.hasSuffix("\n\n"))
        #expect(text.dropLast(2).split(separator: "\n\n", omittingEmptySubsequences: false).count == 1)
        #expect(AgentViewText.parse(text)?.refusal == ["one  two three "])
    }

    @Test func whatALaterProgramAddsIsPassedOver() throws {
        let view = try view()
        let lines = AgentViewText.lines(view).split(separator: "\n").map { $0 + "\tmore" }
        #expect(AgentViewText.parse(lines.joined(separator: "\n") + "\nmood\tgood\n")?.stores == view.stores)
    }

    /// An agent that was started before an upgrade counts otherwise, or does not count.
    @Test(arguments: [
        "", "figures\t1\t2", "figures\t1\t2\t3\t4", "figures\t1\tx" + String(repeating: "\t0", count: 11),
    ])
    func figuresOfAnotherProgramAreNone(_ line: String) throws {
        let text = "agent\t1\tready\t17\t\t\n\(line)"
        #expect(try #require(AgentViewText.parse(text)).figures == AgentFigures())
    }

    @Test(arguments: ["", "\n", "agent", "agent\t1\tready\tx\t\t", "store\ta\tconverged\t0\t0\t\t0\t\t\t\t", "\t\t\t"])
    func whatIsNoViewIsNone(_ text: String) {
        #expect(AgentViewText.parse(text) == nil)
    }

    @Test func timeGoesOn() throws {
        let later = try view().later(by: .seconds(1))
        #expect(later.lastPass == .milliseconds(5321))
        #expect(later.stores.map(\.stateAge) == [.seconds(86_401), .seconds(1)])
        #expect(later.stores[1].nextTry == .zero)
        #expect(later.figures.lastConverged == .seconds(41))
        #expect(try later.essence == view().essence)
    }

    @Test(arguments: [
        (Duration.milliseconds(640), "0.6 s"), (.seconds(75), "75 s"), (.seconds(1200), "20 min"),
        (.seconds(5 * 3600), "5 h"), (.seconds(4 * 86_400), "4 d"),
    ]) func lengthsOfTimeInWords(_ duration: Duration, _ words: String) {
        #expect(duration.inWords == words)
    }
}
