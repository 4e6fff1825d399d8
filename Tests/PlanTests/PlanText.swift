// SPDX-License-Identifier: MIT

import WrightModel
import WrightPlan
import WrightText

/// A plan as the tests compare it: the state, the sentences, and a line for each step.
struct PlanText: Equatable, CustomStringConvertible {
    var lines: [String]
    var description: String { "\n" + lines.joined(separator: "\n") }

    init(_ lines: [String]) { self.lines = lines }

    init(_ plan: StorePlan) {
        lines = ["\(plan.state.rawValue): \(plan.reason)"] + (plan.remedy.map { ["remedy: \($0)"] } ?? [])
        lines += plan.steps.map { PlanText.line($0.step) }
    }

    static func line(_ step: Step) -> String {
        switch step {
        case .createFile(let file):
            let table = file.table.map { ", \(PlanText.text($0))" } ?? ""
            return "create \(file.path) \(file.size.inManifest) \(file.allocation.rawValue)\(table)"
        case .growFile(let path, let from, let to, let allocation):
            return "grow \(path) \(from.inManifest) -> \(to.inManifest) \(allocation.rawValue)"
        case .writeTable(let change): return "write " + text(change)
        case .attach(let request): return "attach \(text(request))"
        case .adopt(let device, let from): return "adopt \(device) from '\(from)'"
        case .growDevice(let device, let from, let to): return "grow \(device) \(from.inManifest) -> \(to.inManifest)"
        case .addPartition(let number, let extent, let links): return "add \(number) \(text(extent)) \(text(links))"
        case .deletePartition(let number, let extent): return "delete \(number) \(text(extent))"
        case .resizePartition(let number, let from, let to): return "resize \(number) \(text(from)) -> \(text(to))"
        case .publish(let number, let before, let links):
            return "publish \(number.map(String.init) ?? "disk") \(text(before)) -> \(text(links))"
        case .wipeTable: return "wipe the table"
        case .detach(let device): return "detach \(device)"
        }
    }

    private static func text(_ change: TableChange) -> String {
        let additions = change.additions.map { "+\($0.number) '\($0.label)' \(text($0.extent))" }
        let entries = change.before == nil ? " of \(change.after.entries)" : ""
        let identifier =
            change.before.map { $0.identifier != change.after.identifier } ?? false
            ? ["\(change.after.identifier)"] : []
        let parts: [[String]] = [[change.after.kind.rawValue + entries], identifier, changes(change), additions]
        return parts.flatMap(\.self).joined(separator: " ")
    }

    /// What is otherwise of each partition that is there.
    private static func changes(_ change: TableChange) -> [String] {
        change.after.partitions.flatMap { new -> [String] in
            guard let old = change.before?.partitions.first(where: { $0.number == new.number }), old != new else {
                return []
            }
            let fields = [
                old.extent == new.extent ? nil : text(new.extent), old.type == new.type ? nil : "\(new.type)",
                old.label == new.label ? nil : "'\(new.label)'",
                old.identifier == new.identifier ? nil : "\(new.identifier)",
                old.attributes == new.attributes ? nil : "0x" + String(new.attributes.rawValue, radix: 16),
            ]
            return ["~\(new.number)"] + fields.compactMap(\.self)
        }
    }

    private static func text(_ request: LoopRequest) -> String {
        let slice =
            request.offset == .zero && request.sizeLimit == .zero
            ? "" : " \(request.offset.inManifest)..\(request.sizeLimit.inManifest)"
        let directIO = request.directIO == .auto ? "" : " dio \(request.directIO.rawValue)"
        return
            "\(request.backingPath)\(slice) \(request.sectorSize.count.bytes) \(request.readOnly ? "ro" : "rw")\(directIO) \(text(request.links))"
    }

    private static func text(_ extent: Extent) -> String { "\(extent.start.inManifest)+\(extent.length.inManifest)" }
    private static func text(_ links: [LinkPath]) -> String {
        "[" + links.map { $0.text.replacingPrefix("by-loopwright/", with: "") }.joined(separator: " ") + "]"
    }
}

extension String {
    func replacingPrefix(_ prefix: String, with replacement: String) -> String {
        hasPrefix(prefix) ? replacement + dropFirst(prefix.count) : self
    }
}
