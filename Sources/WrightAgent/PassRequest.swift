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
    /// All stores of the manifest: those that no pass is asked for are to keep their disk.
    package var neighbours: [DesiredStore]

    package init(
        stores: [DesiredStore], plans: [StoreName: StorePlan] = [:], news: Set<DeviceNumber> = [],
        neighbours: [DesiredStore] = []
    ) {
        self.stores = stores
        self.plans = plans
        self.news = news
        self.neighbours = neighbours
    }
}
