// SPDX-License-Identifier: MIT

import TestSupport

/// The manifest of one store on a random walk: every step is an edit that loopwright must be able to follow.
///
/// All sizes are in mebibytes, and every partition lies where the walk says.
struct Walk {
    struct Partition {
        let number: Int
        let start: Int
        var size: Int
        var label: String
        var type: String
        var attributes: [String] = []
        var links: [String] = []
        /// Whether the manifest names it; what it does not name is kept.
        var isNamed = true

        var end: Int { start + size }
    }

    /// What the walk is on: a table of loopwright's own, or an MBR of another program's with logical partitions.
    enum Ground: Sendable { case gpt, mbr, logical }

    let ground: Ground
    var isGPT: Bool { ground == .gpt }
    private(set) var size = 16
    private(set) var partitions: [Partition] = []
    private var random: SeededGenerator
    private var edits = 0

    init(seed: UInt64, on ground: Ground) {
        self.ground = ground
        random = SeededGenerator(seed: seed)
        if ground == .logical { partitions = Walk.logicals } else { add() }
    }

    /// What sfdisk makes before a walk among logical partitions; each has its boot record a mebibyte in front.
    static let table = [
        "label: dos", "start=2048,size=2048,type=83", "start=6144,size=22528,type=5", "start=8192,size=2048,type=83",
        "start=14336,size=2048,type=83", "start=20480,size=4096,type=83", "",
    ].joined(separator: "\n")
    private static let logicals = [(1, 1, 1), (5, 4, 1), (6, 7, 1), (7, 10, 2)].map { number, start, size in
        Partition(number: number, start: start, size: size, label: "", type: "linux")
    }

    /// The store below its name, in YAML's flow style.
    var text: String {
        let named = partitions.filter(\.isNamed).map { partition in
            // What a manifest does not say stays: an active partition would.
            let attributes = ", attributes: \(partition.attributes)"
            let label = isGPT ? ", label: \"\(partition.label)\"" : ""
            return """
                {name: p\(partition.number)x, number: \(partition.number), start: \(partition.start)MiB, \
                size: \(partition.size)MiB, type: \(partition.type)\(label)\(attributes.replacing("\"", with: "")), \
                links: \(partition.links)}
                """
        }
        return
            "{file: @/walk.img, size: \(size)MiB, table: \(isGPT ? "gpt" : "mbr"), partitions: [\(named.joined(separator: ", "))]}"
    }

    /// Makes one edit, and says which.
    mutating func edit() -> String {
        edits += 1
        while true {
            let done =
                switch Int.random(in: 0..<9, using: &random) {
                case 0, 1: add()
                case 2, 3: growPartition()
                case 4: growFile()
                case 5: change { walk, partition in partition.label = "label \(walk.edits)" }
                case 6: change { walk, partition in partition.type = walk.otherType(than: partition.type) }
                case 7: changeAttributes()
                default: forgetOrRemember()
                }
            if let done { return done }
        }
    }

    @discardableResult
    private mutating func add() -> String? {
        let start = (partitions.map(\.end).max() ?? 1) + Int.random(in: 0...2, using: &random)
        guard ground != .logical, partitions.count < (isGPT ? 24 : 4), start + 1 < size else { return nil }
        let most = min(4, size - 1 - start)
        let number = partitions.count + 1
        partitions.append(
            Partition(
                number: number, start: start, size: Int.random(in: 1...most, using: &random),
                label: "added \(number)", type: "linux", links: ["by-walk-%/\(number)"]))
        return "partition \(number) is added"
    }

    private mutating func growPartition() -> String? {
        let index = Int.random(in: partitions.indices, using: &random)
        let isLast = index + 1 == partitions.count
        // In front of a logical partition lies its boot record, and the first of those where the extended one begins.
        let limit = isLast ? size - 1 : partitions[index + 1].start - (ground == .logical ? 1 : 0)
        let room = limit - partitions[index].end
        guard room > 0, partitions[index].isNamed else { return nil }
        partitions[index].size += Int.random(in: 1...room, using: &random)
        return "partition \(index + 1) grows"
    }

    private mutating func growFile() -> String? {
        guard size < 160 else { return nil }
        size += Int.random(in: 1...4, using: &random)
        return "the file grows"
    }

    private mutating func changeAttributes() -> String? {
        let known = isGPT ? ["read-only", "no-auto", "grow-fs", "required", "legacy-boot", "no-block-io"] : ["active"]
        // One partition of an MBR is active at most, be it one that the manifest does not name.
        let isFree = isGPT || partitions.allSatisfy(\.attributes.isEmpty)
        let chosen = known.filter { _ in isFree && random.chance(40) }
        return change { _, partition in partition.attributes = chosen }
    }

    private mutating func forgetOrRemember() -> String? {
        let index = Int.random(in: partitions.indices, using: &random)
        // A partition that is alone keeps its name: a store without any is taken as it is.
        guard !partitions[index].isNamed || partitions.count(where: \.isNamed) > 1 else { return nil }
        partitions[index].isNamed.toggle()
        return "partition \(index + 1) is \(partitions[index].isNamed ? "named again" : "named no more")"
    }

    private mutating func change(_ body: (Walk, inout Partition) -> Void) -> String? {
        let index = Int.random(in: partitions.indices, using: &random)
        guard partitions[index].isNamed else { return nil }
        body(self, &partitions[index])
        return "partition \(index + 1) is changed: \(partitions[index])"
    }

    private func otherType(than type: String) -> String {
        let types = isGPT ? ["linux", "swap", "home", "srv", "esp"] : ["linux", "swap", "0x0c", "0x07"]
        return types[((types.firstIndex(of: type) ?? 0) + 1 + edits % (types.count - 1)) % types.count]
    }
}
