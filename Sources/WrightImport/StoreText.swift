// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// One store of the manifest, as lines that begin at its own indentation.
struct StoreText {
    var name: String
    private let store: ImportedStore
    private let backing: DesiredBacking
    /// The size as a person gave it, or as the file lets it be known.
    private let size: String?

    init(_ store: ImportedStore, _ choices: ImportChoices) throws(ImportFault) {
        guard let backing = choices.backing ?? store.path.map({ StoreText.backing($0, in: choices.folder) }) else {
            throw .usage("it names no disk; give --file or --device")
        }
        self.store = store
        self.backing = backing
        size = choices.size.map(StoreText.scalar) ?? store.size?.inManifest
        name = choices.store?.text ?? DerivedName.store(path: backing.path)
    }

    /// A node below /dev is a device, anything else an image.
    private static func backing(_ path: String, in folder: String) -> DesiredBacking {
        let whole = path.hasPrefix("/") ? path : folder + "/" + path
        return whole.hasPrefix("/dev/")
            ? .device(whole) : .file("/" + whole.split(separator: "/").joined(separator: "/"))
    }

    /// A size as it was typed: bare where it has the letters of one.
    private static func scalar(_ size: String) -> String {
        let isBare = size.utf8.allSatisfy {
            $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) || (0x61...0x7a).contains($0 | 0x20)
        }
        return isBare && !size.isEmpty ? size : YAMLText.quoted(size)
    }

    static func comment(_ clause: String) -> String { "# " + Escape.visible(clause) }

    var lines: [String] {
        let body = head + store.notes.map(StoreText.comment) + partitions
        return [YAMLText.scalar(name) + ":"] + body.map { "  " + $0 }
    }

    private var head: [String] {
        var lines = place
        if let sectorSize = store.sectorSize, sectorSize != .bytes512 {
            let bytes = sectorSize.count.bytes
            lines.append(isFile ? "sector-size: \(bytes)" : "# it is of a disk with sectors of \(bytes) bytes")
        }
        if let table = store.table { lines.append("table: \(table.rawValue)") }
        if let identifier = store.identifier { lines.append("uuid: " + YAMLText.quoted(identifier.description)) }
        if let entries = store.entries { lines.append("entries: \(entries)") }
        return lines
    }

    private var isFile: Bool { backing.file != nil }

    private var place: [String] {
        switch backing {
        case .file(let path):
            let unknown =
                "# it is not said how large the disk is: with a 'size' the file is made, and without one it must exist"
            return ["file: " + YAMLText.scalar(path), size.map { "size: " + $0 } ?? unknown]
        // Those who wrote the file partition the disk itself.
        case .device(let path): return ["device: " + YAMLText.scalar(path), "attach: direct"]
        case .match: return []
        }
    }

    private var partitions: [String] {
        let declared = store.partitions
        let labels = zip(declared, StoreText.fallbacks(declared)).map { (label: $0.label ?? "", fallback: $1) }
        var names = DerivedName.partitions(labels)[...]
        let shared = PartitionText.Shared(declared)
        let items = store.items.flatMap { item in
            switch item {
            case .left(let why): [StoreText.comment(why)]
            case .partition(let partition):
                PartitionText(partition, name: names.popFirst() ?? "", store.table ?? .gpt, shared).lines
            }
        }
        return (declared.isEmpty ? [] : ["partitions:"]) + items.map { "  " + $0 }
    }

    /// `pN` by the number, or by the place in the list and behind it where no other has that.
    private static func fallbacks(_ partitions: [ImportedPartition]) -> [String] {
        var taken = Set(partitions.compactMap(\.number))
        return partitions.enumerated().map { index, partition in
            if let number = partition.number { return "p\(number)" }
            var number = index + 1
            while !taken.insert(number).inserted { number += 1 }
            return "p\(number)"
        }
    }
}

extension DesiredBacking {
    fileprivate var path: String {
        switch self {
        case .file(let path), .device(let path): path
        case .match: ""
        }
    }
}
