// SPDX-License-Identifier: MIT

import WrightModel

/// Says whether a store's backing may be attached and written to while others use it.
struct AccessPlanner {
    let desired: DesiredStore
    let observed: ObservedStore
    let ground: Ground
    let attachment: Attachment
    /// Whether the table of a backing that is there is to be written.
    let writesTable: Bool

    /// Whether the store's loop is attached read-only.
    var isReadOnly: Bool { desired.readOnly == true || ground.present?.isReadOnly == true }

    var obstacles: [Obstacle] { (writesTable ? obstaclesToWriting : []) + obstaclesOfUse }

    private var obstaclesToWriting: [Obstacle] {
        if desired.readOnly == true { return [.readOnlyStore] }
        if let present = ground.present, present.isReadOnly { return [.readOnlyBacking(present)] }
        // Where the manifest says `read-only: false`, the loop's attachment is an obstacle already.
        guard let device = attachment.device, device.isReadOnly, desired.readOnly == nil else { return [] }
        return [.readOnlyDevice(device)]
    }

    private var obstaclesOfUse: [Obstacle] {
        let uses = usesInTheWay
        return uses.isEmpty ? [] : [.inUse(ground.path, uses)]
    }

    /// Who uses the backing, as far as it matters for what is to be done.
    private var usesInTheWay: [DeviceUse] {
        let uses = usesOfTheSlice
        switch attachment {
        case .direct(let device):
            // Partitions that are in use do not mind one more beside them.
            return writesTable ? device.uses : []
        case .own:
            return writesTable || ground.isGrown ? uses + loopsBeside(uses) : []
        case .adopted(let loop):
            let others = uses.filter { !$0.isLoop(loop.node) }
            return writesTable || ground.isGrown ? others : []
        case .new:
            // Loops of others are an obstacle already, and a better sentence names them.
            let others = uses.filter { use in !observed.strangers.contains { use.isLoop($0.node) } }
            return desired.readOnly == true ? [] : others
        }
    }

    /// Who uses the backing, without loops that stand on other slices of the same file.
    private var usesOfTheSlice: [DeviceUse] {
        let uses = ground.present?.uses ?? []
        guard ground.isFile, !ground.isWhole else { return uses }
        return uses.filter { use in
            if case .loop(let node, _) = use { observed.strangers.contains { $0.node == node } } else { true }
        }
    }

    private func loopsBeside(_ known: [DeviceUse]) -> [DeviceUse] {
        observed.strangers.filter { stranger in !known.contains { $0.isLoop(stranger.node) } }
            .map { .loop(node: $0.node, store: $0.binding?.store) }
    }
}

extension DeviceUse {
    func isLoop(_ node: String) -> Bool {
        if case .loop(node, _) = self { true } else { false }
    }
}
