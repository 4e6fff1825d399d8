// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// One thing that a manifest says of a store, in a form that does not depend on how the file is written.
struct ManifestLine: Hashable {
    /// Nil for what is said of the store itself.
    var partition: String?
    var key: String
    var value: String

    init(_ key: String, _ value: String, of partition: PartitionName? = nil) {
        self.partition = partition?.text
        self.key = key
        self.value = value
    }

    /// `size: 8GiB`, and of a partition `root.size: 4GiB`.
    var text: String { (partition.map { $0 + "." } ?? "") + key + ": " + value }

    /// A line from its text; no key has a dot or a colon in it, and no partition's name a colon.
    init?(text: String) {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix(": ") else { return nil }
        let head = text[..<colon]
        let dot = head.lastIndex(of: ".")
        partition = dot.map { String(head[..<$0]) }
        key = String(dot.map { head[head.index(after: $0)...] } ?? head)
        value = String(text[colon...].dropFirst(2))
    }

    /// What is different between what a manifest said and what it says of a store, a sentence each.
    static func changes(from before: [ManifestLine], to after: [ManifestLine], of store: String) -> [String] {
        let (had, has) = (names(before), names(after))
        let gone = had.filter { !has.contains($0) }.map {
            "the manifest does not name partition '\($0)' of '\(store)' any more"
        }
        let come = has.filter { !had.contains($0) }.map { "the manifest names partition '\($0)' of '\(store)' now" }
        let kept = Set(had).intersection(has)
        let isKept: (ManifestLine) -> Bool = { $0.partition.map(kept.contains) ?? ($0.key != order) }
        let (left, right) = (before.filter(isKept), after.filter(isKept))
        let differing = left.filter { !right.contains($0) } + right.filter { !left.contains($0) }
        var seen: Set<String> = []
        let others = differing.filter { seen.insert(($0.partition ?? "") + "." + $0.key).inserted }.map { line in
            let whose = line.partition.map { "partition '\($0)' of " } ?? ""
            return "the manifest asks for another '\(line.key)' of \(whose)'\(store)'"
        }
        let isReordered = gone.isEmpty && come.isEmpty && had != has
        return [
            gone, come, others, isReordered ? ["the manifest has the partitions of '\(store)' in another order"] : [],
        ]
        .flatMap(\.self)
    }

    /// The key of the line with the names of the partitions in their order.
    fileprivate static let order = "partitions"

    private static func names(_ lines: [ManifestLine]) -> [String] {
        lines.first { $0.partition == nil && $0.key == order }?.value.split(separator: " ").map(String.init) ?? []
    }
}

extension DesiredStore {
    /// All that the manifest says of the store, defaults included.
    var manifestLines: [ManifestLine] {
        var lines: [ManifestLine] = []
        func say(_ key: String, _ value: String?) { if let value { lines.append(ManifestLine(key, value)) } }
        switch backing {
        case .file(let path): say("file", path)
        case .device(let path): say("device", path)
        case .match(let globs):
            say("match", globs.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", "))
        }
        say("size", size?.inManifest)
        say("allocate", allocation.rawValue)
        say("offset", offset?.inManifest)
        say("length", length?.inManifest)
        say("attach", attachment.rawValue)
        say("read-only", readOnly.map(String.init))
        say("direct-io", directIO.rawValue)
        say("sector-size", sectorSize.map { "\($0.count.bytes)" })
        say("table", table?.text)
        say("uuid", tableIdentifier?.description)
        say("entries", entries.map(String.init))
        say("align", alignment.inManifest)
        say("seed", seed)
        say("links", links.text)
        say(ManifestLine.order, partitions.map(\.name.text).joined(separator: " "))
        return lines + partitions.flatMap(\.manifestLines)
    }
}

extension DesiredPartition {
    fileprivate var manifestLines: [ManifestLine] {
        let values: [(String, String?)] = [
            ("label", label), ("type", type?.text), ("size", size?.text), ("min-size", minimum?.inManifest),
            ("max-size", maximum?.inManifest), ("weight", "\(weight)"), ("number", number.map(String.init)),
            ("start", start?.inManifest), ("uuid", identifier?.description),
            ("attributes", attributes.map { "0x" + String($0.rawValue, radix: 16) }), ("links", links.text),
        ]
        return values.compactMap { key, value in value.map { ManifestLine(key, $0, of: name) } }
    }
}

extension DesiredTable {
    fileprivate var text: String {
        switch self {
        case .kind(let kind): kind.rawValue
        case .noTable: "none"
        }
    }
}

extension DesiredType {
    fileprivate var text: String {
        switch self {
        case .named(let name): name
        case .exactly(let type): type.code
        }
    }
}

extension DesiredSize {
    fileprivate var text: String {
        switch self {
        case .fixed(let size): size.inManifest
        case .share(let millionths): "\(millionths) millionths"
        case .rest: "rest"
        }
    }
}

extension [LinkPath] {
    fileprivate var text: String? { isEmpty ? nil : map(\.text).joined(separator: " ") }
}
