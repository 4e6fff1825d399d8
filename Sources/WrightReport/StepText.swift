// SPDX-License-Identifier: MIT

package import WrightModel
import WrightText

/// A step in words: what is done to what, from what to what, and why.
package struct StepText: Hashable, Sendable {
    package let verb: StepVerb
    package let mark: StepMark
    /// The path of the file or device, or a partition as the commands name it: `appliance/esp`, `appliance/part3`.
    package let target: String
    /// What is there before, nil where nothing is.
    package let before: String?
    /// What is there afterwards, nil where nothing is.
    package let after: String?
    /// The links that the step publishes.
    private let links: [LinkPath]
    package let reason: String

    package init(_ planned: PlannedStep, in store: StorePlan) {
        verb = planned.step.verb
        mark = planned.step.mark
        target = planned.step.target(in: store)
        (before, after) = StepText.change(planned.step)
        links = planned.step.links
        reason = planned.reason
    }

    /// The step on one line, as a log has it: `~ grow /srv/a.img 4 GiB → 8 GiB`.
    package func line(_ glyphs: Glyphs = .unicode) -> String {
        let end = change(glyphs).map { " " + $0 } ?? ""
        let links = links.isEmpty ? "" : " \(glyphs.arrow) " + LinkText.braced(links).joined(separator: " ")
        return Escape.visible("\(mark.rawValue) \(verb.word) \(target)\(end)\(links)", asciiOnly: glyphs.isASCII)
    }

    /// What there was and what there is to be, as far as there is either.
    func change(_ glyphs: Glyphs) -> String? {
        guard let before, let after else { return before ?? after }
        return "\(before) \(glyphs.arrow) \(after)"
    }

    private static func change(_ step: Step) -> (before: String?, after: String?) {
        switch step {
        case .createFile(let file):
            let table = file.table.map { ", " + TableChangeText.summary($0) } ?? ""
            return (nil, size(file.size, file.allocation) + table)
        case .growFile(_, let from, let to, let allocation):
            return (from.inWords, allocation == .full ? size(to, allocation) : to.inWords)
        case .writeTable(let change): return (nil, TableChangeText.summary(change))
        case .attach(let request): return (nil, loop(request))
        case .adopt(_, let from): return ("marked '\(from)'", "loopwright's")
        case .growDevice(_, let from, let to): return (from.inWords, to.inWords)
        case .addPartition(_, let extent, _): return (nil, extent.length.inWords)
        case .deletePartition(_, let extent): return ("\(extent.length.inWords), from the kernel only", nil)
        case .resizePartition(_, let from, let to): return resize(from, to)
        case .wipeTable(let table): return (TableChangeText.summary(table), nil)
        case .publish, .detach: return (nil, nil)
        }
    }

    private static func size(_ size: ByteCount, _ allocation: Allocation) -> String {
        size.inWords + (allocation == .full ? ", fully allocated" : ", sparse")
    }

    private static func loop(_ request: LoopRequest) -> String {
        var words = ["to a free loop device"]
        if request.readOnly { words.append("read-only") }
        if request.offset > .zero { words.append("from \(request.offset.inWords)") }
        if request.sizeLimit > .zero { words.append("\(request.sizeLimit.inWords) long") }
        if request.sectorSize != .bytes512 { words.append("\(request.sectorSize.count.bytes)-byte sectors") }
        if request.directIO != .auto { words.append("direct I/O \(request.directIO.rawValue)") }
        return words.joined(separator: ", ")
    }

    private static func resize(_ from: Extent, _ to: Extent) -> (String, String) {
        let place: (Extent) -> String = { from.start == to.start ? "" : " at \($0.start.inWords)" }
        return (from.length.inWords + place(from), to.length.inWords + place(to))
    }
}

extension Step {
    /// The links that are to lead to the device or partition.
    var links: [LinkPath] {
        switch self {
        case .attach(let request): request.links
        case .addPartition(_, _, let links), .publish(_, _, let links): links
        default: []
        }
    }

    func target(in store: StorePlan) -> String {
        switch self {
        case .createFile(let file): file.path
        case .growFile(let path, _, _, _): path
        case .writeTable, .wipeTable: store.backing
        case .attach(let request): request.backingPath
        case .adopt(let device, _), .growDevice(let device, _, _), .detach(let device): device
        case .addPartition(let number, _, _), .deletePartition(let number, _), .resizePartition(let number, _, _):
            "\(store.name)/\(store.leaf(of: number))"
        case .publish(let number, _, _): "\(store.name)/" + (number.map(store.leaf) ?? "disk")
        }
    }
}

extension StorePlan {
    /// The name by which a link leads to a partition: the manifest's, else `partN`.
    func leaf(of number: Int) -> String { name(of: number)?.text ?? "part\(number)" }

    func name(of number: Int) -> PartitionName? { partitions.first { $0.number == number }?.name }
}
