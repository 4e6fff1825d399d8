// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightReport
import WrightText

/// What `status` shows of the agent.
@Suite struct AgentTextTests {
    private func store(_ plan: StorePlan, _ change: (inout AgentView.Store) -> Void) -> StoreStatus {
        var store = AgentView.Store(
            name: plan.name, state: plan.state, stateAge: .seconds(720), reason: plan.reason, backing: plan.backing)
        change(&store)
        return StoreStatus(plan, agent: store)
    }

    private func stores() throws -> [StoreStatus] {
        [
            store(try Fixture.converged()) { $0.mendings = 1 },
            store(try Fixture.blocked()) { _ in },
            store(try Fixture.archive()) {
                $0.mendings = 6
                $0.isGivenUp = true
                $0.nextTry = .seconds(58)
            },
            store(try Fixture.waiting()) {
                $0.state = .failed
                $0.failures = 3
                $0.nextTry = .seconds(12)
            },
        ]
    }

    @Test func belowEachStoreAndBelowAll() throws {
        let view = AgentView(
            process: 812, isReady: true, passes: 17, lastPass: .seconds(4), work: .milliseconds(200),
            refusal: ["m.yaml:3:5: stores.a.size: '8 litres' is no size; write 8GiB"],
            metricsFailure: "the metrics are not written: '/m' does not exist")
        let text = StatusText(Page()).lines(of: try stores(), agent: view).joined(separator: "\n")
        for words in [
            "  agent: has mended it once within the last minute\n",
            "  agent: has found it blocked for 12 min\n",
            "  agent: has mended it 6 times and leaves it to the other program for 58 s more\n",
            "  agent: has tried it 3 times, the next try is in 12 s\n",
            "\nagent: process 812, ready, 17 passes, the last 4.0 s ago; at work for 0.2 s\n",
            "\n  the metrics are not written: '/m' does not exist\n",
            "\n  m.yaml:3:5: stores.a.size: '8 litres' is no size; write 8GiB\n",
        ] {
            #expect(text.contains(words), "\(words) in \(text)")
        }
        #expect(text.hasSuffix("\n  the agent refuses the manifest for this, and goes by the last good one"))
    }

    @Test func whatOnlyTheAgentKnowsIsToldWithItsReason() throws {
        let found = store(try Fixture.converged()) {
            $0.state = .blocked
            $0.reason = "its disk is not the one that left"
            $0.remedy = "put the one that left back"
        }
        let text = StatusText(Page()).lines(of: [found]).joined(separator: "\n")
        #expect(
            text.contains(
                "  agent: has found it blocked for 12 min: its disk is not the one that left\n"
                    + "  remedy: put the one that left back\n"), "\(text)")
    }

    @Test func asJSON() throws {
        let view = AgentView(process: 812, isReady: false, passes: 0, work: .milliseconds(200))
        let text = JSONText.compact(
            StatusDocument.json([try stores()[3], StoreStatus(try Fixture.waiting())], agent: view))
        #expect(
            text.hasSuffix(
                #""agent":null}],"orphans":[],"agent":{"process":812,"ready":false,"passes":0,"last-pass-age":null,"work-age":200,"refusal":[],"metrics-failure":null}}"#
            ), "\(text)")
        #expect(
            text.contains(
                #""agent":{"state":"failed","state-age":720000,"failures":3,"next-try":12000,"mendings":0,"given-up":false,"reason":"no disk fits ID_SERIAL=Kingston*","remedy":null}}"#
            ), "\(text)")
    }

    @Test func withoutAnAgentThereIsNothingOfIt() throws {
        let stores = [StoreStatus(try Fixture.waiting())]
        #expect(!StatusText(Page()).lines(of: stores).joined().contains("agent"))
        #expect(
            JSONText.compact(StatusDocument.json(stores, agent: nil)).hasSuffix(
                #""agent":null}],"orphans":[],"agent":null}"#))
    }
}
