// SPDX-License-Identifier: MIT

package import WrightModel

/// Something that the agent's state asks to be done.
package enum AgentEffect: Hashable, Sendable {
    /// Converge these stores, and tell by `passed` or `busy` what came of it. There is one at a time.
    case converge(PassRequest)
    /// Look for what stores that have left this manifest have attached, these excepted; take it down where the manifest
    /// says `prune`; and tell by `pruned` or `busy` what came of it.
    ///
    /// It counts as a pass.
    case prune(Desired, besides: Set<StoreName>)
    /// Read the manifest, and tell by `manifest` or `manifestRefused` what came of it.
    case loadManifest
    /// Watch these folders, whether or not they are there yet, and no others.
    case watch(Set<String>)
    /// Send `timer` at this moment, and not at the one that was asked for before.
    case wake(at: ContinuousClock.Instant)
    /// Say something to whoever reads the log.
    case tell(Notice)
    /// What is present has been converged once.
    case ready
    /// Tell the figures in this file and in no other; nil for none.
    case measure(to: String?)
    /// The whole in one line.
    case status(String)
}
