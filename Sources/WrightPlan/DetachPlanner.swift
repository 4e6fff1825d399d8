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
    package static func plan(
        name: StoreName, device: ObservedDevice?, records: [Int?: [LinkPath]] = [:]
    ) -> StorePlan {
        var plan = StorePlan(
            name: name, state: .converged, reason: "nothing is attached",
            backing: device?.binding?.path ?? device?.node ?? "",
            device: device?.node, basis: Basis(backing: device?.binding?.backing, deviceSequence: device?.sequence))
        guard let device else { return plan }
        let steps = device.binding == nil ? unpublication(records) : takingDown(device)
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
    private static func takingDown(_ device: ObservedDevice) -> [PlannedStep] {
        device.partitions.sorted { $0.number > $1.number }.map { partition in
            PlannedStep(
                .deletePartition(number: partition.number, extent: partition.extent),
                reason: "partition \(partition.number) goes before its device")
        } + [PlannedStep(.detach(device: device.node), reason: "the store is to be detached")]
    }

    /// A disk itself cannot be detached; its names are taken back.
    private static func unpublication(_ records: [Int?: [LinkPath]]) -> [PlannedStep] {
        records.filter { !$0.value.isEmpty }.sorted { ($0.key ?? 0) > ($1.key ?? 0) }.map { number, links in
            PlannedStep(.publish(number: number, before: links, links: []), reason: "the store is to be detached")
        }
    }
}
