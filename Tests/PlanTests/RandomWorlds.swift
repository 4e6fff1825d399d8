// SPDX-License-Identifier: MIT

import TestSupport
import WrightModel
import WrightPlan

/// Stores and what is there of them: most of the way set up, and then disturbed.
struct RandomWorlds {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func next() -> (desired: DesiredStore, observed: ObservedStore, host: Host) {
        let host = Host(machineIdentifier: "m", linkKeeper: generator.pick([.udev, .loopwright]))
        let desired = desired()
        var observed = ground(of: desired)
        if generator.chance(15) {
            let plan = Planner.plan(desired, observed, host: host)
            return (desired, observed.applying(plan.steps, for: desired, host: host), host)
        }
        // An earlier manifest was carried out, more or less.
        for _ in 0..<Int.random(in: 0...2, using: &generator) {
            let plan = Planner.plan(earlier(desired), observed, host: host)
            let count =
                generator.chance(70) ? plan.steps.count : Int.random(in: 0...plan.steps.count, using: &generator)
            observed = observed.applying(plan.steps.prefix(count), for: desired, host: host)
        }
        if generator.chance(60) { disturb(&observed, desired) }
        return (desired, observed, host)
    }

    private mutating func desired() -> DesiredStore {
        let isFile = generator.chance(75)
        let partitions = (0..<Int.random(in: 0...5, using: &generator)).map { partition($0) }
        return store("a", isFile ? .file(imagePath) : .device("/dev/sdb"), partitions) {
            if isFile, generator.chance(70) { $0.size = generator.pick([mebibytes(64), mebibytes(96)]) }
            if !isFile, generator.chance(50) {
                $0.attachment = .direct
            } else if generator.chance(15) {
                $0.offset = mebibytes(8)
                if generator.chance(50) { $0.length = mebibytes(48) }
            }
            if generator.chance(15) { $0.sectorSize = generator.pick([.bytes512, .bytes4096]) }
            if generator.chance(30) { $0.table = generator.pick([.kind(.gpt), .kind(.gpt), .kind(.mbr), .noTable]) }
            if $0.table == .noTable { $0.partitions = [] }
            if generator.chance(10) { $0.readOnly = generator.chance(50) }
            if generator.chance(10) { $0.directIO = .on }
            if generator.chance(20) { $0.links = [link("by-role/whole")] }
        }
    }

    private mutating func partition(_ index: Int) -> DesiredPartition {
        part("p\(index)") {
            $0.size = generator.pick([
                .rest, .fixed(ByteCount(Int64.random(in: 1...12_000_000, using: &generator))),
                .fixed(mebibytes(Int64.random(in: 1...8, using: &generator))),
                .share(millionths: Int64.random(in: 1...150_000, using: &generator)),
            ])
            $0.weight = Int.random(in: 1...3, using: &generator)
            if generator.chance(10) { $0.minimum = ByteCount(Int64.random(in: 1...3_000_000, using: &generator)) }
            if generator.chance(10) {
                $0.maximum = ByteCount(Int64.random(in: 3_000_000...9_000_000, using: &generator))
            }
            if generator.chance(10) { $0.number = index + 1 + Int.random(in: 0...2, using: &generator) }
            if generator.chance(20) { $0.links = [link("by-role/r\(Int.random(in: 0...20, using: &generator))")] }
            if generator.chance(10) { $0.type = .named("esp") }
            if generator.chance(20) { $0.type = .named("linux") }
            if generator.chance(10) { $0.attributes = [] }
        }
    }

    private mutating func ground(of desired: DesiredStore) -> ObservedStore {
        guard case .file = desired.backing else {
            return standing(disk()) { $0.device = desired.attachment == .direct ? wholeDisk() : nil }
        }
        if generator.chance(30), desired.size != nil { return creatable }
        return standing(image(generator.pick([mebibytes(32), mebibytes(64)])))
    }

    /// The manifest as it may have been: without its last partitions, sizes and links.
    private mutating func earlier(_ desired: DesiredStore) -> DesiredStore {
        var earlier = desired
        earlier.partitions = Array(
            desired.partitions.prefix(Int.random(in: 0...desired.partitions.count, using: &generator)))
        if generator.chance(30) { earlier.partitions.append(part("gone", .fixed(mebibytes(2)))) }
        if earlier.table == nil, earlier.partitions.isEmpty { earlier.table = .kind(.gpt) }
        if generator.chance(50), desired.size == mebibytes(96) { earlier.size = mebibytes(64) }
        if generator.chance(30) { earlier.links = [link("by-role/before")] }
        if generator.chance(40) { vary(&earlier) }
        return earlier
    }

    /// Sizes and properties as they may have been.
    private mutating func vary(_ earlier: inout DesiredStore) {
        if generator.chance(10) { earlier.tableIdentifier = .gpt(someGUID) }
        for index in earlier.partitions.indices where generator.chance(60) {
            let partition = earlier.partitions[index]
            switch partition.size {
            case .fixed(let size): earlier.partitions[index].size = .fixed(max(ByteCount(1), ByteCount(size.bytes / 2)))
            case .rest: earlier.partitions[index].maximum = mebibytes(Int64.random(in: 3...8, using: &generator))
            default: break
            }
            if generator.chance(30) { earlier.partitions[index].type = .named("swap") }
            if generator.chance(30), earlier.kindToMake == .gpt {
                earlier.partitions[index].attributes = .readOnly
            }
            if generator.chance(20), earlier.kindToMake == .gpt { earlier.partitions[index].label = "former \(index)" }
        }
    }

    /// The backing may have been made larger by somebody; what stands on it shows its former size.
    private mutating func enlarge(_ observed: inout ObservedStore) {
        guard case .present(var backing) = observed.backing, observed.device?.binding != nil || observed.device == nil
        else { return }
        backing.size = backing.size + mebibytes(Int64.random(in: 1...40, using: &generator))
        observed.backing = .present(backing)
        if observed.device == nil, case .present(var table)? = observed.contents?.table, table.kind == .gpt {
            table.condition = .backupMisplaced
            observed.contents?.table = .present(table)
        }
    }

    private mutating func disturb(_ observed: inout ObservedStore, _ desired: DesiredStore) {
        disturbPartitions(&observed)
        if generator.chance(20) { enlarge(&observed) }
        if let link = observed.links.keys.sorted().first, generator.chance(30) {
            observed.links[link] = generator.pick([nil, .dangling])
        }
        if generator.chance(20) { observed.links[own("stale")] = .dangling }
        if generator.chance(20) { observed.records[generator.pick([nil, 1, 2])] = [own("other")] }
        if let device = observed.device, device.binding != nil, generator.chance(25) {
            var loop = device
            loop.binding?.reference = generator.chance(80) ? imagePath : "loopwright/b"
            observed.device = nil
            observed.strangers = [loop]
        }
        if generator.chance(10), observed.contents?.table == .absent { observed.contents?.holdsData = true }
        if generator.chance(10), case .present(var backing) = observed.backing {
            backing.uses = [.mounted(at: "/srv")]
            observed.backing = .present(backing)
        }
    }

    private mutating func disturbPartitions(_ observed: inout ObservedStore) {
        guard var partitions = observed.device?.partitions, !partitions.isEmpty else { return }
        let index = Int.random(in: partitions.indices, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0:
            let gone = LinkTarget.device(partitions.remove(at: index).device)
            let left = generator.pick([nil, LinkTarget.dangling])
            for link in observed.links.keys where observed.links[link] == gone { observed.links[link] = left }
        case 1:
            partitions[index].extent.length =
                partitions[index].extent.length / .sysfsSector > 8
                ? partitions[index].extent.length - ByteCount(4096) : kibibytes(1)
        case 2: partitions[index].extent = extent(partitions[index].extent.start + ByteCount(4096), ByteCount(8192))
        case 3: partitions[index].uses = [.swap]
        default: break
        }
        observed.device?.partitions = partitions
    }
}
