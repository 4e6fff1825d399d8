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
                    isGivenUp: true, reason: "cannot write", remedy: "make it writable", backing: "/srv/a b.img"),
            ])
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

    @Test(arguments: ["", "\n", "agent", "agent\t1\tready\tx\t\t", "store\ta\tconverged\t0\t0\t\t0\t\t\t\t", "\t\t\t"])
    func whatIsNoViewIsNone(_ text: String) {
        #expect(AgentViewText.parse(text) == nil)
    }

    @Test func timeGoesOn() throws {
        let later = try view().later(by: .seconds(1))
        #expect(later.lastPass == .milliseconds(5321))
        #expect(later.stores.map(\.stateAge) == [.seconds(86_401), .seconds(1)])
        #expect(later.stores[1].nextTry == .zero)
        #expect(try later.essence == view().essence)
    }

    @Test(arguments: [
        (Duration.milliseconds(640), "0.6 s"), (.seconds(75), "75 s"), (.seconds(1200), "20 min"),
        (.seconds(5 * 3600), "5 h"), (.seconds(4 * 86_400), "4 d"),
    ]) func lengthsOfTimeInWords(_ duration: Duration, _ words: String) {
        #expect(duration.inWords == words)
    }
}
