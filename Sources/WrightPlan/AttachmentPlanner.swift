// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// The device that a store's partitions are on, or how it comes to have one.
enum Attachment: Hashable {
    /// The store's own loop.
    case own(ObservedDevice)
    /// A loop that somebody else attached and that fits.
    case adopted(ObservedDevice)
    /// The disk itself.
    case direct(ObservedDevice)
    /// A loop that is to be attached.
    case new

    var device: ObservedDevice? {
        switch self {
        case .own(let device), .adopted(let device), .direct(let device): device
        case .new: nil
        }
    }
}

/// Decides on which device a store's partitions are, and whether it is as the manifest says.
struct AttachmentPlanner {
    let desired: DesiredStore
    let observed: ObservedStore
    let ground: Ground

    /// The store's device as it is found; what is to be said against it comes from `obstacles`.
    func attachment() throws(Verdict) -> Attachment {
        if desired.attachment == .direct {
            if ground.isFile { throw .blocked([.directOverFile(ground.path)]) }
            if ground.present?.isPartition == true { throw .blocked([.directOverPartition(ground.path)]) }
            if !ground.isWhole { throw .blocked([.directOverSlice(ground.path)]) }
            guard let device = observed.device else { throw .failed("'\(ground.path)' was not found in sysfs") }
            let owner = observed.strangers.first { $0.node == device.node }?.binding?.store
            if let owner { throw .blocked([.directOverStore(device.node, owner)]) }
            return .direct(device)
        }
        if let device = observed.device { return .own(device) }
        if let stranger = observed.strangers.first, observed.strangers.count == 1 { return .adopted(stranger) }
        return .new
    }

    func obstacles(to attachment: Attachment, sectorSize: SectorSize) -> [Obstacle] {
        switch attachment {
        case .direct: []
        case .own(let device): obstaclesToOwn(device, sectorSize)
        case .adopted(let loop): obstaclesToAdopting(loop, sectorSize)
        case .new: observed.strangers.isEmpty ? [] : [.strangers(observed.strangers, path: ground.path)]
        }
    }

    private func obstaclesToOwn(_ device: ObservedDevice, _ sectorSize: SectorSize) -> [Obstacle] {
        var obstacles: [Obstacle] = []
        if device.binding?.autoclear == true { obstacles.append(.goesAtLastClose(device.node, store: desired.name)) }
        let differences = differences(of: device, sectorSize)
        if !differences.isEmpty { obstacles.append(.otherBinding(device.node, differences, store: desired.name)) }
        return obstacles
    }

    private func obstaclesToAdopting(_ loop: ObservedDevice, _ sectorSize: SectorSize) -> [Obstacle] {
        if loop.binding?.store != nil { return [.strangers([loop], path: ground.path)] }
        var differences = differences(of: loop, sectorSize)
        if loop.binding?.autoclear == true { differences.append("the flag that it goes at its last close") }
        return differences.isEmpty ? [] : [.misfit(loop, path: ground.path, differences)]
    }

    /// How a bound loop differs from what the manifest says of it, as clauses: what is not said is as it is.
    private func differences(of device: ObservedDevice, _ sectorSize: SectorSize) -> [String] {
        guard let binding = device.binding else { return ["no backing"] }
        var differences: [String] = []
        func compare<Value: Equatable>(_ what: String, _ found: Value, _ wanted: Value?, _ text: (Value) -> String) {
            guard let wanted, wanted != found else { return }
            differences.append("\(what) \(text(found)) (wanted: \(text(wanted)))")
        }
        compare("offset", binding.offset, ground.slice.start, \.inWords)
        compare("length", binding.sizeLimit, desired.length ?? .zero) { $0 == .zero ? "to the end" : $0.inWords }
        compare("sectors of", device.sectorSize, sectorSize) { "\($0.count.bytes) bytes" }
        compare("read-only", device.isReadOnly, desired.readOnly) { $0 ? "on" : "off" }
        let directIO: Bool? = desired.directIO == .auto ? nil : desired.directIO == .on
        compare("direct I/O", binding.directIO, directIO) { $0 ? "on" : "off" }
        return differences
    }
}
