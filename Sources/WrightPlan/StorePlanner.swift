// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// Puts the decisions for one store whose backing is there, or can be made, together.
struct StorePlanner {
    let desired: DesiredStore
    let host: Host
    let ground: Ground
    let attachment: Attachment
    private let sectorSize: SectorSize
    private let table: TableDecision
    private let links: LinkPlanner
    private let kernel: KernelPartitionPlanner?
    private let access: AccessPlanner
    private let attachmentObstacles: [Obstacle]

    init(desired: DesiredStore, observed: ObservedStore, host: Host, ground: Ground, attachment: Attachment) {
        self.desired = desired
        self.host = host
        self.ground = ground
        self.attachment = attachment
        sectorSize = SectorSizeChoice.of(desired, on: ground, device: attachment.device)
        let access = AccessPlanner(
            desired: desired, observed: observed, ground: ground, attachment: attachment, writesTable: true)
        table = TablePlanner(
            desired: desired, ground: ground, sectorSize: sectorSize,
            derivation: IdentifierDerivation(for: desired, on: host),
            hand: ByHand(ground, device: attachment.device),
            formerSize: attachment.device?.size ?? ground.formerSize(as: desired), mayWrite: access.obstacles.isEmpty
        ).decision()
        let links = LinkPlanner(desired: desired, observed: observed, table: table.table, declared: table.declared)
        self.links = links
        // Where there is no table to go by, the kernel's partitions are left as they are.
        kernel = table.table.map {
            KernelPartitionPlanner(table: $0, shown: attachment.device?.partitions ?? [], links: links.wanted)
        }
        let writesTable = table.change != nil && ground.present != nil
        self.access = AccessPlanner(
            desired: desired, observed: observed, ground: ground, attachment: attachment, writesTable: writesTable)
        attachmentObstacles = AttachmentPlanner(desired: desired, observed: observed, ground: ground)
            .obstacles(to: attachment, sectorSize: sectorSize)
    }

    /// Fills in the plan of which no more than the outline is known.
    func complete(_ plan: inout StorePlan) {
        plan.device = attachment.device?.node
        plan.basis.deviceSequence = attachment.device?.sequence
        plan.partitions = views
        plan.links = links.wanted[nil] ?? []
        let obstacles = obstacles
        let steps = steps
        if !obstacles.isEmpty {
            plan.block(obstacles)
        } else if steps.isEmpty {
            plan.end(.converged, converged)
        } else if !host.obstacles.isEmpty {
            plan.block(host.obstacles)
        } else {
            plan.end(.pending, Sentence.count(steps.count, "step") + (steps.first.map { ": \($0.reason)" } ?? ""))
            plan.steps = steps
        }
    }

    private var obstacles: [Obstacle] {
        let sliceOfReadOnly =
            table.change != nil && ground.present == nil && !isMadeWithTable && desired.readOnly == true
        let all: [[Obstacle]] = [
            attachmentObstacles, SectorSizeChoice.obstacles(sectorSize, on: ground), table.obstacles,
            sliceOfReadOnly ? [.readOnlyStore] : [], access.obstacles, unshown, tableGone, kernel?.obstacles ?? [],
            links.obstacles(device: attachment.device),
        ]
        return all.flatMap(\.self)
    }

    /// Some drivers show no partitions of their disks, whatever the table says; a loop over such a disk does.
    private var unshown: [Obstacle] {
        guard case .direct(let disk) = attachment, !disk.showsPartitions, table.table?.partitions.isEmpty == false
        else { return [] }
        return [.showsNoPartitions(disk.node)]
    }

    /// A table that has gone from under what may be mounted.
    ///
    /// The kernel shows partitions of a loop only because there was a table, and a new one would be a guess. Of a disk
    /// the kernel may know them from elsewhere.
    private var tableGone: [Obstacle] {
        guard let device = attachment.device, !device.partitions.isEmpty, desired.table != .noTable,
            ground.contents.table == .absent, device.binding != nil || table.change != nil
        else { return [] }
        return [.tableGone(device, store: desired.name)]
    }

    /// Whether the image is made with its table inside, so that nobody ever sees it without.
    private var isMadeWithTable: Bool {
        if case .create = ground.change { ground.isWhole } else { false }
    }

    private var steps: [PlannedStep] {
        let publications = links.publications(device: attachment.device, kept: kernel?.kept ?? untouched)
        let stages: [[PlannedStep]] = [
            fileSteps, tableSteps(beforeAttaching: true), attachmentSteps, growDevice,
            tableSteps(beforeAttaching: false), publications.givingUp, kernel?.steps ?? [], publications.others,
        ]
        return stages.flatMap(\.self)
    }

    /// The kernel's partitions of a store that exposes none: they stay, without links of ours.
    private var untouched: [Int: KernelPartition] {
        Dictionary((attachment.device?.partitions ?? []).map { ($0.number, $0) }) { first, _ in first }
    }

    private var fileSteps: [PlannedStep] {
        switch ground.change {
        case .none: return []
        case .create(let size):
            let file = NewFile(
                path: ground.path, size: size, allocation: desired.allocation,
                table: isMadeWithTable ? table.change : nil)
            return [PlannedStep(.createFile(file), reason: "the file does not exist")]
        case .grow(let from, let to):
            return [
                PlannedStep(
                    .growFile(path: ground.path, from: from, to: to, allocation: desired.allocation),
                    reason: "the file is \(from.inWords) and the manifest says \(to.inWords)")
            ]
        }
    }

    /// The table is written into the file while no device stands on it, for then nobody takes notice of it half done;
    /// through the device otherwise, so that there is one path to the bytes.
    private func tableSteps(beforeAttaching isBefore: Bool) -> [PlannedStep] {
        guard let change = table.change, !isMadeWithTable else { return [] }
        let isThroughFile = ground.isFile && ground.isWhole && attachment == .new
        return isThroughFile == isBefore ? [PlannedStep(.writeTable(change), reason: table.reason)] : []
    }

    private var attachmentSteps: [PlannedStep] {
        switch attachment {
        case .own, .direct: return []
        case .adopted(let loop):
            let reason = "'\(loop.node)' was attached by somebody else, and fits"
            return [PlannedStep(.adopt(device: loop.node, from: loop.binding?.reference ?? ""), reason: reason)]
        case .new:
            let request = LoopRequest(
                backingPath: ground.path, offset: ground.slice.start, sizeLimit: desired.length ?? .zero,
                sectorSize: sectorSize, readOnly: access.isReadOnly, directIO: desired.directIO,
                links: links.wanted[nil] ?? [])
            return [PlannedStep(.attach(request), reason: "no loop device is attached to '\(ground.path)'")]
        }
    }

    private var growDevice: [PlannedStep] {
        guard desired.attachment == .loop, let device = attachment.device, device.size < ground.deviceSize else {
            return []
        }
        return [
            PlannedStep(
                .growDevice(device: device.node, from: device.size, to: ground.deviceSize),
                reason: "'\(device.node)' shows \(device.size.inWords) of \(ground.deviceSize.inWords)")
        ]
    }

    private var converged: String {
        let device = attachment.device?.node ?? ""
        let what =
            table.table.map { Sentence.count($0.partitions.count, "partition") + " on " } ?? "the whole device is "
        return what + device + (table.note.map { "; \($0)" } ?? "")
    }

    private var views: [PartitionView] {
        let shown = Dictionary((attachment.device?.partitions ?? []).map { ($0.number, $0) }) { first, _ in first }
        let partitions = table.table?.partitions ?? ground.contents.table.table?.partitions ?? []
        return partitions.sorted { ($0.extent.start, $0.number) < ($1.extent.start, $1.number) }.map { partition in
            let node = shown[partition.number].flatMap { $0.extent.start == partition.extent.start ? $0.node : nil }
            return PartitionView(
                name: table.declared[partition.number]?.name, number: partition.number, extent: partition.extent,
                type: partition.type, label: partition.label, role: partition.role, node: node,
                links: links.wanted[partition.number] ?? [])
        }
    }
}
