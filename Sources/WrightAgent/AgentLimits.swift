// SPDX-License-Identifier: MIT

/// How patient the agent is, and how insistent.
package struct AgentLimits: Hashable, Sendable {
    /// How long nothing must happen before stores are looked at, and how long a storm can put that off.
    package var settle = Duration.milliseconds(50)
    package var longestSettle = Duration.milliseconds(500)
    /// So many times as long as a pass took, nothing is done after it: a storm that does not end costs a share of one
    /// processor and not the whole. At most `longestRest`.
    package var restPerPass = 3
    package var longestRest = Duration.seconds(2)
    /// How long after somebody else was found at work it is tried again.
    package var courtesy = Duration.milliseconds(200)
    /// How often everything is looked at, whether or not anything was heard of it.
    package var fullLook = Duration.seconds(60)
    /// How long a store that failed is left alone at first.
    package var retry = Backoff(first: .milliseconds(500), longest: .seconds(300))
    /// A store that is mended more often than this within the time was changed back by somebody else each time.
    package var mendings = 5
    package var mendingPeriod = Duration.seconds(60)
    /// How long such a store is left to the other at first.
    package var surrender = Backoff(first: .seconds(60), longest: .seconds(3600))

    package init() {}
}
