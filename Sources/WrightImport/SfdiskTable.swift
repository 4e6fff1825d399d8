// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// A partition table as sfdisk prints it, be it as a dump or as JSON: sizes and places in sectors.
struct SfdiskTable {
    var label: String?
    var identifier: String?
    var device: String?
    var unit: String?
    var sectorSize: Int64 = 512
    var firstSector: Int64?
    var lastSector: Int64?
    var entries: Int64?
    var partitions: [SfdiskPartition] = []
    /// What stands in the head and has no place above.
    var strangers: [String] = []

    let file: ForeignFile

    init(_ file: ForeignFile) { self.file = file }

    /// The table in a manifest's terms.
    func configuration() throws(ImportFault) -> ImportedConfiguration {
        var store = ImportedStore(path: device, table: try kind())
        store.sectorSize = try sectors()
        let reader = SfdiskReader(table: self, kind: try kind(), sector: try sectors().count)
        try reader.head(&store)
        try reader.partitions(&store)
        return ImportedConfiguration(stores: [store])
    }

    private func kind() throws(ImportFault) -> TableKind {
        guard unit ?? "sectors" == "sectors" else {
            throw file.fault("it counts in \(Sentence.quoted(unit ?? "")), and sectors are read alone")
        }
        switch label {
        // Before 2.26 sfdisk knew no other, and said nothing.
        case "dos", nil:
            guard partitions.map(\.type) != ["ee"] else {
                throw file.fault(
                    "it is of the protective MBR of a GPT that sfdisk did not find; dump the disk with its own sector size"
                )
            }
            return .mbr
        case "gpt": return .gpt
        case let label?:
            throw file.fault("a table of the kind \(Sentence.quoted(label)) has no manifest; gpt and dos tables have")
        }
    }

    private func sectors() throws(ImportFault) -> SectorSize {
        guard let size = SectorSize(bytes: sectorSize) else {
            throw file.fault("sectors of \(sectorSize) bytes are not of the sizes that a loop device can have")
        }
        return size
    }
}

/// One line of a dump.
struct SfdiskPartition {
    /// The partition's node, which ends in its number.
    var node: String?
    var start: Int64?
    var size: Int64?
    /// A GUID, or hexadecimal digits.
    var type: String?
    var identifier: String?
    var name: String?
    var attributes: String?
    var isBootable = false
    /// The fields that have no place above.
    var strangers: [String] = []

    /// The digits at the end of the node, behind the name of its disk where that is known.
    func number(on device: String?) -> Int? {
        guard let node else { return nil }
        let tail = device.flatMap { node.hasPrefix($0) ? node.dropFirst($0.count) : nil } ?? node[...]
        let digits = tail.utf8.reversed().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.reversed()
        return Int(String(decoding: Array(digits), as: UTF8.self)).flatMap { $0 > 0 ? $0 : nil }
    }
}
