// SPDX-License-Identifier: MIT

import WrightText

/// The lines of `sfdisk --dump`: a head of `KEY: VALUE`, then a line for each partition with `KEY=VALUE`, by commas.
enum SfdiskDump {
    /// The keys of the head.
    static let headers = [
        "label", "label-id", "device", "unit", "first-lba", "last-lba", "table-length", "grain", "sector-size",
    ]

    /// What stood before the name of the disk until 2.26.
    static let formerTitle = "# partition table of "

    static func read(_ file: ForeignFile) throws(ImportFault) -> ImportedConfiguration {
        var table = SfdiskTable(file)
        for (index, line) in try file.lines().enumerated() {
            let text = line.trimmed
            if text.hasPrefix(formerTitle) { table.device = text.dropFirst(formerTitle.count).trimmed }
            if text.isEmpty || text.hasPrefix("#") { continue }
            let problem =
                if let header = header(text) {
                    take(header.key, header.value, &table)
                } else {
                    partition(text, &table)
                }
            if let problem { throw file.fault(problem, line: index + 1) }
        }
        guard table.label != nil || !table.partitions.isEmpty else { throw file.fault("there is no table in it") }
        return try table.configuration()
    }

    // MARK: The head

    private static func header(_ line: String) -> (key: String, value: String)? {
        guard let colon = line.firstIndex(of: ":"), mark(in: line) == nil else { return nil }
        let key = line[..<colon]
        guard !key.isEmpty, key.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (0x61...0x7a).contains($0) }) else {
            return nil
        }
        return (String(key), line[line.index(after: colon)...].trimmed)
    }

    /// - Returns: what is wrong with it, or nil.
    private static func take(_ key: String, _ value: String, _ table: inout SfdiskTable) -> String? {
        switch key {
        case "label": table.label = value
        case "label-id": table.identifier = value
        case "device": table.device = value
        case "unit": table.unit = value
        case "first-lba", "last-lba", "table-length", "sector-size":
            guard let number = Int64(value), number >= 0 else { return "\(Sentence.quoted(value)) is no number" }
            take(key, number, &table)
        default: table.strangers.append("\(key): \(value)")
        }
        return nil
    }

    private static func take(_ key: String, _ number: Int64, _ table: inout SfdiskTable) {
        switch key {
        case "first-lba": table.firstSector = number
        case "last-lba": table.lastSector = number
        case "table-length": table.entries = number
        default: table.sectorSize = number
        }
    }

    // MARK: Partitions

    /// - Returns: what is wrong with it, or nil.
    private static func partition(_ line: String, _ table: inout SfdiskTable) -> String? {
        var partition = SfdiskPartition()
        let (node, fields) = split(line)
        partition.node = node
        guard let fields = SfdiskFields(fields) else { return "a quotation has no end or is not UTF-8" }
        for field in fields.all {
            if let problem = take(field.key, field.value, &partition) { return problem }
        }
        guard partition.start != nil || partition.size != nil else {
            return "it is neither of the head nor a partition"
        }
        table.partitions.append(partition)
        return nil
    }

    /// What stands before the colon in front of the first field, and the fields; a node may hold a colon itself.
    private static func split(_ line: String) -> (node: String?, fields: Substring) {
        let field = mark(in: line)
        let equals = line.firstIndex(of: "=") ?? line.endIndex
        guard let colon = field ?? line[..<equals].lastIndex(of: ":") else { return (nil, line[...]) }
        return (line[..<colon].trimmed, line[line.index(after: colon)...])
    }

    private static func mark(in line: String) -> String.Index? {
        [": start=", ": size=", ": type="].lazy.compactMap { line.index(ofText: $0) }.first
    }

    /// - Returns: what is wrong with it, or nil.
    private static func take(_ key: String, _ value: String, _ partition: inout SfdiskPartition) -> String? {
        switch key {
        case "start", "size":
            guard let number = Int64(value), number >= 0 else {
                return "\(Sentence.quoted(value)) is no number of sectors"
            }
            if key == "start" { partition.start = number } else { partition.size = number }
        // Before 2.26 the type was called Id.
        case "type", "Id": partition.type = value
        case "uuid": partition.identifier = value
        case "name": partition.name = value
        case "attrs": partition.attributes = value
        case "bootable": partition.isBootable = true
        default: partition.strangers.append(value.isEmpty ? key : "\(key)=\(value)")
        }
        return nil
    }
}
