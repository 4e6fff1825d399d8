// SPDX-License-Identifier: MIT

/// Every family there is, in the order in which they are told.
extension MetricFamily {
    static let build = gauge("build_info", "The version of the program that tells this, as a label of the number 1.")
    static let agent = gauge("agent_up", "1 where an agent keeps the manifest, 0 where none does.")
    static let refused = gauge(
        "manifest_refused", "1 where the manifest on disk is refused and the agent goes by the last good one.")
    static let passes = counter("passes", "Passes of the agent that are over.")
    static let lastPass = gauge(
        "last_pass_timestamp_seconds", unit: "seconds", "When the agent last ended a pass, in seconds since 1970.")
    static let lastConverged = gauge(
        "last_converged_timestamp_seconds", unit: "seconds",
        "When a pass last left every store converged or waiting, in seconds since 1970.")
    static let convergence = MetricFamily(
        name: "loopwright_convergence_seconds", kind: .histogram, unit: "seconds",
        help: "Time from the first event until the store it was about was converged, where there was something to do.")
    static let stores = gauge("stores", "Stores of the manifest by their state.")
    static let state = gauge("store_state", "The state that a store is in, as a label of the number 1.")
    static let givenUp = gauge(
        "store_given_up", "1 while a store is left to another program that changes it back again and again.")
    static let size = gauge("store_size_bytes", unit: "bytes", "The size of a store's device.")
    static let partitions = gauge("store_partitions", "Partitions in a store's table, undeclared ones included.")
    static let steps = gauge("store_pending_steps", "Steps that lie between a store and the manifest.")
    static let retries = counter("store_retries", "Times that a store was tried again after it had failed.")
    static let alarms = counter("store_alarms", "Times that a store was given up to another program.")
    static let drifts = counter("store_drifts", "Times that a converged store was found changed and was mended.")

    static let all = [
        build, agent, refused, passes, lastPass, lastConverged, convergence, stores, state, givenUp, size, partitions,
        steps, retries, alarms, drifts,
    ]

    private static func gauge(_ name: String, unit: String? = nil, _ help: String) -> MetricFamily {
        MetricFamily(name: "loopwright_" + name, kind: .gauge, unit: unit, help: help)
    }

    private static func counter(_ name: String, _ help: String) -> MetricFamily {
        MetricFamily(name: "loopwright_" + name, kind: .counter, help: help)
    }
}
