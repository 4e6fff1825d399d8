// SPDX-License-Identifier: MIT

import WrightText

/// What `sfdisk --json` prints: the words of a dump as one object.
enum SfdiskJSON {
    static func read(_ file: ForeignFile) throws(ImportFault) -> ImportedConfiguration {
        let root = try ForeignObject(try file.json(), at: "", in: file)
        guard let object = try root.object("partitiontable") else {
            throw file.fault("there is no 'partitiontable' in it")
        }
        var table = SfdiskTable(file)
        try head(object, &table)
        for partition in try object.objects("partitions") { table.partitions.append(try read(partition)) }
        return try table.configuration()
    }

    private static func head(_ object: ForeignObject, _ table: inout SfdiskTable) throws(ImportFault) {
        table.label = try object.text("label")
        table.identifier = try object.text("id")
        table.device = try object.text("device")
        table.unit = try object.text("unit")
        table.firstSector = try object.number("firstlba")
        table.lastSector = try object.number("lastlba")
        table.sectorSize = try object.number("sectorsize") ?? 512
        // util-linux 2.38 has a dash in this one key, and quotes the number.
        table.entries = try object.number(object.has("tablelength") ? "tablelength" : "table-length")
        table.strangers = object.keys.filter { !headers.contains($0) }
    }

    private static func read(_ object: ForeignObject) throws(ImportFault) -> SfdiskPartition {
        var partition = SfdiskPartition()
        partition.node = try object.text("node")
        partition.start = try object.number("start")
        partition.size = try object.number("size")
        partition.type = try object.text("type")
        partition.identifier = try object.text("uuid")
        partition.name = try object.text("name")
        partition.attributes = try object.text("attrs")
        partition.isBootable = try object.flag("bootable") ?? false
        partition.strangers = object.keys.filter { !fields.contains($0) }
        return partition
    }

    private static let headers: Set = [
        "label", "id", "device", "unit", "firstlba", "lastlba", "sectorsize", "table-length", "tablelength",
        "partitions",
    ]
    private static let fields: Set = ["node", "start", "size", "type", "uuid", "name", "attrs", "bootable"]
}
