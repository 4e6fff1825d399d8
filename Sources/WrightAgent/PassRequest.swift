// SPDX-License-Identifier: MIT

package import WrightModel

/// A pass that is asked for.
package struct PassRequest: Hashable, Sendable {
    /// In the order of the manifest.
    package var stores: [DesiredStore]
    /// The last plans of those at which a glance is enough: where one still holds, the store is done.
    package var plans: [StoreName: StorePlan]
    /// The devices that events spoke of, for stores that are looked for by properties.
    package var news: Set<DeviceNumber>

    package init(stores: [DesiredStore], plans: [StoreName: StorePlan] = [:], news: Set<DeviceNumber> = []) {
        self.stores = stores
        self.plans = plans
        self.news = news
    }
}
