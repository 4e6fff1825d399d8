// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// A step as programs read it.
///
/// `before` and `after` are objects, null where there is nothing; which keys they have depends on the verb alone. `text`
/// is the step on one line for people.
enum StepDocument {
    static func json(_ planned: PlannedStep, in store: StorePlan) -> JSONValue {
        let text = StepText(planned, in: store)
        let (before, after) = change(planned.step, in: store)
        return [
            "verb": .string(text.verb.rawValue), "target": .string(text.target), "before": before, "after": after,
            "reason": .string(planned.reason), "text": .string(text.line()),
            "changes": .array(changes(planned.step, in: store).map(JSONValue.string)),
        ]
    }

    /// What a table that is there is to have otherwise, in words.
    private static func changes(_ step: Step, in store: StorePlan) -> [String] {
        guard case .writeTable(let change) = step, change.before != nil else { return [] }
        return TableChangeText.sentences(change, in: store)
    }

    private static func change(_ step: Step, in store: StorePlan) -> (before: JSONValue, after: JSONValue) {
        switch step {
        case .createFile(let file):
            (nil, size(file.size, file.allocation, table: file.table?.after))
        case .growFile(_, let from, let to, let allocation): (["size": from.json], size(to, allocation))
        case .writeTable(let change): (change.before.map(table) ?? nil, table(change.after))
        case .attach(let request): (nil, loop(request))
        case .adopt(_, let from): (["reference": .string(from)], ["reference": .string(store.name.loopReference)])
        case .growDevice(_, let from, let to): (["size": from.json], ["size": to.json])
        case .addPartition(let number, let extent, let links): (nil, partition(number, extent, links))
        case .deletePartition(let number, let extent): (partition(number, extent), nil)
        case .resizePartition(let number, let from, let to): (partition(number, from), partition(number, to))
        case .publish(let number, let before, let links): (published(number, before), published(number, links))
        case .wipeTable(let table): (self.table(table), nil)
        case .detach(let device): (["device": .string(device)], nil)
        }
    }

    private static func size(
        _ size: ByteCount, _ allocation: Allocation, table: PartitionTable? = nil
    ) -> JSONValue {
        let size: JSONValue = ["size": size.json, "allocation": .string(allocation.rawValue)]
        return table.map { size.adding(["table": self.table($0)]) } ?? size
    }

    private static func loop(_ request: LoopRequest) -> JSONValue {
        [
            "offset": request.offset.json, "length": request.sizeLimit > .zero ? request.sizeLimit.json : nil,
            "sector-size": request.sectorSize.count.json, "read-only": .bool(request.readOnly),
            "direct-io": .string(request.directIO.rawValue), "links": request.links.json,
        ]
    }

    private static func partition(_ number: Int, _ extent: Extent, _ links: [LinkPath]? = nil) -> JSONValue {
        let partition: JSONValue = [
            "number": .integer(Int64(number)), "start": extent.start.json, "size": extent.length.json,
        ]
        return links.map { partition.adding(["links": $0.json]) } ?? partition
    }

    private static func published(_ number: Int?, _ links: [LinkPath]) -> JSONValue {
        links.isEmpty ? nil : ["number": number.map { .integer(Int64($0)) } ?? nil, "links": links.json]
    }

    /// A partition table with every entry.
    static func table(_ table: PartitionTable) -> JSONValue {
        [
            "kind": .string(table.kind.rawValue), "uuid": .string(table.identifier.description),
            "sector-size": table.sectorSize.count.json, "entries": .integer(Int64(table.entries)),
            "partitions": .array(table.partitions.map { entry($0) }),
        ]
    }

    private static func entry(_ partition: TablePartition) -> JSONValue {
        let (names, unnamed) = AttributeText.names(partition.attributes, partition.type.kind)
        return [
            "number": .integer(Int64(partition.number)), "start": partition.extent.start.json,
            "size": partition.extent.length.json, "type": .string(partition.type.description),
            "uuid": .string(partition.identifier.description), "label": .string(partition.label),
            "attributes": .array(
                (names + (unnamed.isEmpty ? [] : [AttributeText.bits(unnamed)])).map(JSONValue.string)),
        ]
    }
}

extension ByteCount {
    var json: JSONValue { .integer(bytes) }
}

extension [LinkPath] {
    /// The absolute paths.
    var json: JSONValue { .array(map { .string($0.absolute) }) }
}
