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
    case wipeTable = "wipe-table"
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
        case .wipeTable: "wipe"
        case .publish: "link"
        case .attach, .adopt, .detach: rawValue
        }
    }
}

extension Step {
    /// What the step does, as programs and people read it.
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
        case .wipeTable: .wipeTable
        case .publish: .publish
        case .detach: .detach
        }
    }
}
