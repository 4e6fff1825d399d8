// SPDX-License-Identifier: MIT

package import WrightModel
import WrightText

/// Decides how what loopwright made of a store is taken down again.
package enum DetachPlanner {
    /// The plan for taking a store down.
    ///
    /// - Parameters:
    ///   - device: the store's device, with the users of it and of its partitions; nil where nothing is attached.
    ///   - records: the links that udev was told of, by partition number.
    ///   - reason: why the store is taken down.
    package static func plan(
        name: StoreName, device: ObservedDevice?, records: [Int?: [LinkPath]] = [:],
        because reason: String = "the store is to be detached"
    ) -> StorePlan {
        var plan = StorePlan(
            name: name, state: .converged, reason: "nothing is attached",
            backing: device?.binding?.path ?? device?.node ?? "",
            device: device?.node, basis: Basis(backing: device?.binding?.backing, deviceSequence: device?.sequence))
        guard let device else { return plan }
        let steps = device.binding == nil ? unpublication(records, reason) : takingDown(device, reason)
        if steps.isEmpty { return plan }
        let obstacles = obstacles(to: device, of: name)
        guard obstacles.isEmpty else {
            plan.block(obstacles)
            return plan
        }
        plan.end(.pending, Sentence.count(steps.count, "step") + ": '\(device.node)' is to be taken down")
        plan.steps = steps
        return plan
    }

    /// The plan for a store that has left the manifest.
    ///
    /// - Parameters:
    ///   - prunes: whether the manifest has such stores taken down; else it is a person's to do.
    ///   - isLastWay: whether the file behind the device has no name any more, so that its bytes go with the device.
    package static func plan(
        orphan name: StoreName, device: ObservedDevice, records: [Int?: [LinkPath]], prunes: Bool, isLastWay: Bool
    ) -> StorePlan {
        var plan = plan(name: name, device: device, records: records, because: "the manifest does not name the store")
        if !prunes {
            plan.block([.orphan(device, store: name)])
        } else if isLastWay {
            plan.block([.lastWay(device, store: name)])
        }
        return plan
    }

    private static func obstacles(to device: ObservedDevice, of name: StoreName) -> [Obstacle] {
        if let binding = device.binding, binding.store != name {
            return [
                Obstacle(
                    "'\(device.node)' is marked '\(binding.reference ?? "")', which is not store '\(name)'",
                    remedy: "run \(device.detaching)")
            ]
        }
        let held = [(device.node, device.uses)] + device.partitions.map { ($0.node, $0.uses) }
        return held.filter { !$0.1.isEmpty }.map { .inUse($0.0, $0.1) }
    }

    /// The kernel does not remove partitions with the loop, so they go first, the last one first.
    private static func takingDown(_ device: ObservedDevice, _ reason: String) -> [PlannedStep] {
        device.partitions.sorted { $0.number > $1.number }.map { partition in
            PlannedStep(
                .deletePartition(number: partition.number, extent: partition.extent),
                reason: "partition \(partition.number) goes before its device")
        } + [PlannedStep(.detach(device: device.node), reason: reason)]
    }

    /// A disk itself cannot be detached; its names are taken back.
    private static func unpublication(_ records: [Int?: [LinkPath]], _ reason: String) -> [PlannedStep] {
        records.filter { !$0.value.isEmpty }.sorted { ($0.key ?? 0) > ($1.key ?? 0) }.map { number, links in
            PlannedStep(.publish(number: number, before: links, links: []), reason: reason)
        }
    }
}
