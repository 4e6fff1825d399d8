// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// One partition of the manifest: an item of the list, behind comments that tell what it leaves out.
struct PartitionText {
    /// What the partitions of a store say more than once, and a manifest only once.
    struct Shared {
        let identifiers: Set<GUID>
        let isActiveRepeated: Bool

        init(_ partitions: [ImportedPartition]) {
            var seen: Set<GUID> = []
            identifiers = Set(partitions.compactMap(\.identifier).filter { !seen.insert($0).inserted })
            isActiveRepeated = partitions.count { $0.attributes?.contains(.active) ?? false } > 1
        }
    }

    private let partition: ImportedPartition
    private let name: String
    private let table: TableKind
    private let shared: Shared
    private var comments: [String]
    private var keys: [String] = []

    init(_ partition: ImportedPartition, name: String, _ table: TableKind, _ shared: Shared) {
        self.partition = partition
        self.name = name
        self.table = table
        self.shared = shared
        comments = partition.notes
        sayWhere()
        sayWhat()
    }

    var lines: [String] {
        comments.map { StoreText.comment("\(partition.title): \($0)") }
            + keys.enumerated().map { ($0.offset == 0 ? "- " : "  ") + $0.element }
    }

    private mutating func sayWhere() {
        say("name", YAMLText.scalar(name))
        say("number", partition.number.map(String.init))
        say("start", partition.start.flatMap { $0 > .zero ? $0.inManifest : nil })
        say("size", partition.size.map(text))
        say("min-size", partition.minimum?.inManifest)
        say("max-size", partition.maximum?.inManifest)
        say("weight", partition.weight.map(String.init))
    }

    private mutating func sayWhat() {
        say("type", type)
        say("label", label)
        say("uuid", identifier)
        say("attributes", attributes)
    }

    private mutating func say(_ key: String, _ value: String?) {
        if let value { keys.append("\(key): \(value)") }
    }

    private func text(_ size: DesiredSize) -> String {
        switch size {
        case .fixed(let size): size.inManifest
        case .share(let millionths): "\(millionths / 10_000)%"
        case .rest: "rest"
        }
    }

    /// The catalogue's name where it leads back to this very type, else the code.
    private var type: String? {
        mutating get {
            guard let type = partition.type?.resolved(in: table) else { return nil }
            if [.mbr(0), .mbr(0xee), .gpt(.zero)].contains(type) {
                return leave("its type \(type.code) cannot be given")
            }
            guard let name = PartitionTypeCatalogue.name(of: type),
                PartitionTypeCatalogue.type(named: name, in: table) == type
            else { return YAMLText.quoted(type.code) }
            return YAMLText.scalar(name)
        }
    }

    private var label: String? {
        mutating get {
            guard table == .gpt else { return nil }
            guard let label = partition.label, !label.isEmpty else {
                comments.append("it has no label; where it is made, its name is its label")
                return nil
            }
            let quoted = YAMLText.quoted(label)
            guard label.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f }) else {
                return leave("its label holds a control character: \(quoted)")
            }
            let units = label.utf16.count
            guard units <= TableGeometry.gptLabelUnits else {
                return leave("its label has \(units) UTF-16 units: \(quoted)")
            }
            return quoted
        }
    }

    private var identifier: String? {
        mutating get {
            guard table == .gpt, let identifier = partition.identifier else { return nil }
            guard identifier != .zero else { return leave("it has no uuid") }
            guard !shared.identifiers.contains(identifier) else { return leave("another has its uuid: \(identifier)") }
            return YAMLText.quoted(identifier.description)
        }
    }

    private var attributes: String? {
        mutating get {
            guard let attributes = partition.attributes else { return nil }
            let (names, unnamed) = AttributeText.names(attributes, table)
            guard unnamed.isEmpty else {
                return leave("its attributes, not all of which have names: \(AttributeText.bits(attributes))")
            }
            guard table == .gpt || names.isEmpty || !shared.isActiveRepeated else {
                return leave("it is not the only one that is active")
            }
            return names.isEmpty ? nil : "[\(names.joined(separator: ", "))]"
        }
    }

    /// Has a comment tell of what no key can say.
    private mutating func leave(_ what: String) -> String? {
        comments.append("left out: \(what)")
        return nil
    }
}
