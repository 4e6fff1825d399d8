// SPDX-License-Identifier: MIT

package import WrightModel
import WrightText

/// How wide the columns are in which a store's steps stand below each other, found once for all of them.
package struct PlanColumns: Sendable {
    let number, name, size: Int

    package init(of store: StorePlan) {
        number = store.steps.compactMap(\.step.partition).map { String($0).count }.max() ?? 0
        name = store.partitions.compactMap { $0.name?.text.count }.max() ?? 0
        size = store.partitions.map { $0.extent.length.inWords.count }.max() ?? 0
    }
}
