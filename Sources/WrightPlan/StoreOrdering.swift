// SPDX-License-Identifier: MIT

package import WrightModel

/// The order in which stores that stand on one another are converged.
package enum StoreOrdering {
    /// The stores in waves: each stands on stores of earlier waves, or on none of those given.
    ///
    /// Within a wave the stores are in the order in which they are given. Stores that stand on one another in a circle,
    /// which a valid manifest does not have, are the last wave.
    package static func waves(_ stores: [DesiredStore]) -> [[DesiredStore]] {
        var waves: [[DesiredStore]] = []
        var left = stores
        while !left.isEmpty {
            let names = Set(left.map(\.name))
            let ready = left.filter { store in store.foundation.map { !names.contains($0.store) } ?? true }
            guard !ready.isEmpty else { return waves + [left] }
            let done = Set(ready.map(\.name))
            waves.append(ready)
            left.removeAll { done.contains($0.name) }
        }
        return waves
    }
}
