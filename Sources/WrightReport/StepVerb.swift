// SPDX-License-Identifier: MIT

package import WrightModel

/// What a step does, in the words that never change: programs read the raw value.
package enum StepVerb: String, Hashable, Sendable, CaseIterable {
    case createFile = "create-file"
    case growFile = "grow-file"
    case createTable = "create-table"
    case changeTable = "change-table"
    case attach, adopt
    case growDevice = "grow-device"
    case addPartition = "add-partition"
    case deletePartition = "delete-partition"
    case resizePartition = "resize-partition"
    case publish, detach

    /// The verb as a person reads it.
    ///
    /// The kernel's view of a partition is *exposed* and *hidden*: nobody shall read `delete` where no data goes away.
    package var word: String {
        switch self {
        case .createFile: "create"
        case .growFile, .growDevice: "grow"
        case .createTable, .changeTable: "table"
        case .addPartition: "expose"
        case .deletePartition: "hide"
        case .resizePartition: "resize"
        case .publish: "link"
        case .attach, .adopt, .detach: rawValue
        }
    }
}

extension Step {
    package var verb: StepVerb {
        switch self {
        case .createFile: .createFile
        case .growFile: .growFile
        case .writeTable(let change): change.before == nil ? .createTable : .changeTable
        case .attach: .attach
        case .adopt: .adopt
        case .growDevice: .growDevice
        case .addPartition: .addPartition
        case .deletePartition: .deletePartition
        case .resizePartition: .resizePartition
        case .publish: .publish
        case .detach: .detach
        }
    }

    /// What the step is to the machine: something more, something else, or something less.
    package var mark: StepMark {
        switch self {
        case .createFile, .attach, .addPartition: .create
        case .deletePartition, .detach: .takeDown
        case .writeTable(let change): change.before == nil ? .create : .change
        case .publish(_, before: [], _): .create
        case .publish(_, _, links: []): .takeDown
        case .growFile, .growDevice, .resizePartition, .adopt, .publish: .change
        }
    }
}

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
