// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// What becomes of the words of one definition.
struct RepartReader {
    private let definition: Definition
    private let title: String

    init(_ definition: Definition) {
        self.definition = definition
        title = Sentence.quoted(definition.name)
    }

    func partition() throws(ImportFault) -> ImportedPartition {
        var partition = ImportedPartition(title: title)
        let type = try type(&partition)
        partition.type = type
        label(&partition)
        try identify(&partition)
        try size(&partition)
        partition.attributes = try attributes(type, &partition.notes)
        leave(&partition)
        return partition
    }

    // MARK: What it is

    private func type(_ partition: inout ImportedPartition) throws(ImportFault) -> DesiredType {
        let text = definition.value("Type") ?? "linux-generic"
        guard let type = RepartType.read(text) else {
            throw fault("\(Sentence.quoted(text)) is no type of a partition that a manifest knows; write its UUID")
        }
        if case .named(let name) = type, name != text {
            partition.notes.append("Type=\(text) is of the machine's own architecture: \(name) here")
        }
        return type
    }

    private func label(_ partition: inout ImportedPartition) {
        guard let label = definition.value("Label") else { return }
        if let text = RepartReader.unescaped(label) {
            partition.label = text
        } else {
            partition.notes.append("Label=\(label) is left out: specifiers are not expanded")
        }
    }

    /// The text with `%` for `%%`; nil where there is another specifier.
    private static func unescaped(_ label: String) -> String? {
        var text = String.UnicodeScalarView()
        var scalars = label.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            if scalar == "%", scalars.next() != "%" { return nil }
            text.append(scalar)
        }
        return String(text)
    }

    private func identify(_ partition: inout ImportedPartition) throws(ImportFault) {
        guard let text = definition.value("UUID") else { return }
        guard text != "null" else { return partition.notes.append("UUID=null is left out: every partition has a uuid") }
        guard let identifier = GUID(text) ?? GUID(undashed: text) else {
            throw fault("\(Sentence.quoted(text)) is no UUID")
        }
        partition.identifier = identifier
    }

    // MARK: How large it is

    /// The bounds as systemd-repart holds them: in whole pages, 10 MiB where no least is given, and never one above the other.
    private func size(_ partition: inout ImportedPartition) throws(ImportFault) {
        let least = try bytes("SizeMinBytes")?.roundedUp(to: RepartReader.grain) ?? RepartReader.usualLeast
        let minimum = max(least, RepartReader.grain)
        let maximum = try bytes("SizeMaxBytes").map { max($0.roundedDown(to: RepartReader.grain), minimum) }
        let weight = try number("Weight", 0...1_000_000) ?? RepartReader.usualWeight
        if weight == 0 || minimum == maximum {
            partition.size = .fixed(minimum)
        } else {
            partition.size = .rest
            partition.minimum = minimum
            partition.maximum = maximum
            partition.weight = Int(weight)
        }
    }

    private static let grain = ByteCount(4096)
    private static let usualLeast = ByteCount(10 << 20)
    private static let usualWeight: Int64 = 1000

    private func bytes(_ key: String) throws(ImportFault) -> ByteCount? {
        guard let text = definition.value(key) else { return nil }
        guard let size = RepartSize.read(text) else { throw fault("\(Sentence.quoted("\(key)=\(text)")) is no size") }
        return size
    }

    private func number(_ key: String, _ range: ClosedRange<Int64>) throws(ImportFault) -> Int64? {
        guard let text = definition.value(key) else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            throw fault(
                "\(Sentence.quoted("\(key)=\(text)")) is no number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    // MARK: Its attributes

    /// The bits of `Flags=`, over which go the three that have keys and defaults of their own.
    private func attributes(
        _ type: DesiredType, _ notes: inout [String]
    ) throws(ImportFault) -> PartitionAttributes {
        var attributes: PartitionAttributes = []
        if let text = definition.value("Flags") {
            guard let bits = RepartReader.bits(text) else {
                throw fault("\(Sentence.quoted("Flags=\(text)")) is no number")
            }
            attributes = PartitionAttributes(rawValue: bits)
        }
        let family = RepartType.family(type)
        let isReadOnly = try flag("ReadOnly") ?? (family == .verity ? true : nil)
        let grows = try flag("GrowFileSystem") ?? (family == .grown && isReadOnly != true ? true : nil)
        let settings: [(key: String, attribute: PartitionAttributes, isSet: Bool?)] = [
            ("NoAuto", .noAuto, try flag("NoAuto")), ("ReadOnly", .readOnly, isReadOnly),
            ("GrowFileSystem", .growFileSystem, grows),
        ]
        for case (let key, let attribute, let isSet?) in settings {
            guard family.attributes.contains(attribute) else {
                notes.append("\(key)= is left out: partitions of this type have no such attribute")
                continue
            }
            if isSet { attributes.insert(attribute) } else { attributes.remove(attribute) }
        }
        return attributes
    }

    private static func bits(_ text: String) -> UInt64? {
        let bases: [(prefix: String, radix: Int)] = [("0x", 16), ("0b", 2), ("0o", 8)]
        for base in bases where text.lowercased().hasPrefix(base.prefix) {
            return UInt64(text.dropFirst(2), radix: base.radix)
        }
        return UInt64(text)
    }

    private func flag(_ key: String) throws(ImportFault) -> Bool? {
        guard let text = definition.value(key) else { return nil }
        switch text.lowercased() {
        case "1", "yes", "y", "true", "t", "on": return true
        case "0", "no", "n", "false", "f", "off": return false
        default: throw fault("\(Sentence.quoted("\(key)=\(text)")) is neither yes nor no")
        }
    }

    // MARK: What is left out

    private func leave(_ partition: inout ImportedPartition) {
        var seen: Set<String> = []
        for (key, value) in definition.assignments where !RepartReader.keys.contains(key) {
            // Of a key that is a list every assignment counts.
            guard seen.insert("\(key)=\(value)").inserted, !value.isEmpty, !RepartReader.isDefault(key, value) else {
                continue
            }
            partition.notes.append("\(key)=\(value) is left out: \(RepartReader.reason(key))")
        }
        partition.notes += definition.strangers.map { "section [\($0)] is left out" }
    }

    private static let keys: Set = [
        "Type", "Label", "UUID", "SizeMinBytes", "SizeMaxBytes", "Weight", "Flags", "NoAuto", "ReadOnly",
        "GrowFileSystem",
    ]

    private static func isDefault(_ key: String, _ value: String) -> Bool {
        let isNothing = ["0", "no", "off", "false"].contains(value)
        return isNothing
            && ["Priority", "PaddingWeight", "PaddingMinBytes", "FactoryReset", "Encrypt", "Verity", "Minimize"]
                .contains(key)
    }

    private static func reason(_ key: String) -> String {
        switch key {
        case "Priority": "partitions that do not fit are never dropped"
        case "PaddingWeight", "PaddingMinBytes", "PaddingMaxBytes":
            "no room is kept free behind a partition; give the next one a start"
        case "FactoryReset": "a manifest removes nothing"
        case "SplitName": "no artifacts are written"
        case "Encrypt", "EncryptedVolume", "KeyFile", "TPM2PCRs": "nothing is encrypted"
        case "Verity", "VerityMatchKey", "VerityDataBlockSizeBytes", "VerityHashBlockSizeBytes":
            "no verity data is made"
        case "MountPoint": "nothing is mounted"
        case "Format", "CopyFiles", "CopyBlocks", "ExcludeFiles", "ExcludeFilesTarget", "MakeDirectories",
            "MakeSymlinks",
            "Subvolumes", "DefaultSubvolume", "Minimize", "Compression", "CompressionLevel", "AddValidateFS":
            "nothing is put into a partition"
        default: "a manifest has nothing like it"
        }
    }

    private func fault(_ problem: String) -> ImportFault { .data("\(title): \(problem)") }
}

extension GUID {
    /// An identifier from 32 digits without dashes, as systemd takes one too.
    fileprivate init?(undashed text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 32 else { return nil }
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(decoding: digits[$0], as: UTF8.self) }
        self.init(parts.joined(separator: "-"))
    }
}
