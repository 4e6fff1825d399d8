// SPDX-License-Identifier: MIT

package import WrightModel

/// A store as `status` shows it: what is to be done for it, and how large its device is.
package struct StoreStatus: Hashable, Sendable {
    package var plan: StorePlan
    /// The size of the store's device; nil where it has none.
    package var size: ByteCount?

    package init(_ plan: StorePlan, size: ByteCount? = nil) {
        self.plan = plan
        self.size = size
    }
}
