// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// The agent's view as programs read it; times are in milliseconds.
enum AgentDocument {
    static func json(_ view: AgentView) -> JSONValue {
        [
            "process": .integer(Int64(view.process)), "ready": .bool(view.isReady),
            "passes": .integer(Int64(view.passes)), "last-pass-age": json(view.lastPass), "work-age": json(view.work),
            "refusal": .array(view.refusal.map(JSONValue.string)), "metrics-failure": JSONValue(view.metricsFailure),
        ]
    }

    static func json(_ store: AgentView.Store) -> JSONValue {
        [
            "state": .string(store.state.rawValue), "state-age": json(store.stateAge),
            "failures": .integer(Int64(store.failures)), "next-try": json(store.nextTry),
            "mendings": .integer(Int64(store.mendings)), "given-up": .bool(store.isGivenUp),
            "reason": .string(store.reason), "remedy": JSONValue(store.remedy),
        ]
    }

    private static func json(_ time: Duration?) -> JSONValue { time.map { .integer($0.wholeMilliseconds) } ?? nil }
}
