// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightPlan

/// One named decision of the planner.
struct PlanCase: CustomTestStringConvertible, Sendable {
    let name: String
    let desired: DesiredStore
    let observed: ObservedStore
    var host = machine
    let expected: [String]

    init(_ name: String, _ desired: DesiredStore, _ observed: ObservedStore, host: Host = machine, _ expected: [String])
    {
        self.name = name
        self.desired = desired
        self.observed = observed
        self.host = host
        self.expected = expected
    }

    var testDescription: String { name }
    var plan: StorePlan { Planner.plan(desired, observed, host: host) }
}
