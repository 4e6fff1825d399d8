// SPDX-License-Identifier: MIT

package import WrightModel

/// The sign at the start of a step's line.
package enum StepMark: String, Hashable, Sendable {
    case create = "+"
    case change = "~"
    case takeDown = "-"

    var ink: Ink {
        switch self {
        case .create: .good
        case .change: .change
        case .takeDown: .bad
        }
    }
}

extension Step {
    /// What the step is to the machine: something more, something else, or something less.
    package var mark: StepMark {
        switch self {
        case .createFile, .attach, .addPartition: .create
        case .deletePartition, .wipeTable, .detach: .takeDown
        case .writeTable(let change): change.before == nil ? .create : .change
        case .publish(_, before: [], _): .create
        case .publish(_, _, links: []): .takeDown
        case .growFile, .growDevice, .resizePartition, .adopt, .publish: .change
        }
    }
}
