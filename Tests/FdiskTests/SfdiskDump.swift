// SPDX-License-Identifier: MIT

import Testing
import WrightModel

/// A table as sfdisk or fdisk dumps it: `--dump`, and fdisk's `O`.
struct SfdiskDump {
    struct Partition: Equatable {
        var start: Int64
        var size: Int64
        var type: String
        var uuid = ""
        var name = ""
        var attributes: Set<String> = []
    }

    private(set) var headers: [String: String] = [:]
    private(set) var partitions: [Int: Partition] = [:]

    /// A dump of the image at `path`: its lines name the partitions by that path and their number.
    init(_ text: String, path: String) throws {
        for line in text.split(separator: "\n") {
            if line.hasPrefix(path) {
                let number = try #require(Int(line.dropFirst(path.count).prefix { $0.isNumber }))
                partitions[number] = try Self.partition(String(line.drop { $0 != ":" }.dropFirst()))
            } else if let colon = line.firstIndex(of: ":") {
                headers[String(line[..<colon])] = String(line[colon...].dropFirst(2))
            }
        }
    }

    private static func partition(_ fields: String) throws -> Partition {
        var values: [String: String] = [:]
        for field in split(fields) {
            let parts = field.split(separator: "=", maxSplits: 1).map { $0.drop { $0 == " " } }
            guard let key = parts.first else { continue }
            values[String(key)] = parts.count == 2 ? unescape(String(parts[1])) : ""
        }
        let flags = (values["attrs"] ?? "").replacing("GUID:", with: "").split { $0 == " " || $0 == "," }
        return Partition(
            start: try #require(values["start"].flatMap { Int64($0) }),
            size: try #require(values["size"].flatMap { Int64($0) }), type: (values["type"] ?? "").lowercased(),
            uuid: (values["uuid"] ?? "").lowercased(), name: values["name"] ?? "",
            attributes: Set(flags.map(String.init) + (values["bootable"] == nil ? [] : ["bootable"])))
    }

    /// The fields between commas that are not in quotes.
    private static func split(_ text: String) -> [String] {
        var fields = [""]
        var isQuoted = false
        for character in text {
            if character == "\"" { isQuoted.toggle() }
            if character == ",", !isQuoted { fields.append("") } else { fields[fields.count - 1].append(character) }
        }
        return fields
    }

    /// The text between quotes, with `\xNN` for what is not ASCII.
    private static func unescape(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Substring(text.filter { $0 != "\"" }).utf8
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "x") {
                bytes.append(rest.dropFirst().prefix(2).reduce(0) { $0 << 4 | (hexadecimalValue($1) ?? 0) })
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension PartitionTable {
    /// The partitions as a dump has them.
    var dumped: [Int: SfdiskDump.Partition] {
        var dumped: [Int: SfdiskDump.Partition] = [:]
        for partition in partitions {
            let unit = sectorSize.count
            var one = SfdiskDump.Partition(
                start: partition.extent.start / unit, size: partition.extent.length / unit, type: "")
            switch partition.type {
            case .gpt(let guid): one.type = guid.description
            case .mbr(let byte): one.type = String(byte, radix: 16)
            }
            if kind == .gpt {
                one.uuid = partition.identifier.description
                one.name = partition.label
                let bits = (0..<64).filter { partition.attributes.rawValue >> UInt64($0) & 1 == 1 }
                one.attributes = Set(bits.map { Self.attributeNames[$0] ?? String($0) })
            } else if partition.attributes.contains(.active) {
                one.attributes = ["bootable"]
            }
            dumped[partition.number] = one
        }
        return dumped
    }

    private static let attributeNames = [0: "RequiredPartition", 1: "NoBlockIOProtocol", 2: "LegacyBIOSBootable"]
}
