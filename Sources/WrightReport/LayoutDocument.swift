// SPDX-License-Identifier: MIT

import WrightModel
package import WrightText

/// The document that `show --json` prints: what the picture shows, in bytes.
package enum LayoutDocument {
    /// The whole document.
    package static func json(_ input: LayoutPictureInput) -> JSONValue {
        let table = input.table.table
        return [
            "format": StatusDocument.format, "title": .string(input.title), "device": JSONValue(input.node),
            "size": input.size.json, "sector-size": input.sectorSize.count.json,
            "table": JSONValue(table?.kind.rawValue), "uuid": JSONValue(table?.identifier.description),
            "trouble": JSONValue(trouble(input.table)), "signatures": .array(input.signatures.map(signature)),
            "partitions": .array(
                input.partitions.sorted { $0.extent.start < $1.extent.start }.map(StatusDocument.partition)),
            "free": .array(LayoutEntry.all(of: input).filter(\.isFree).map { free($0.extent) }),
            "links": input.links.json,
        ]
    }

    private static func trouble(_ reading: TableReading) -> String? {
        switch reading {
        case .absent: nil
        case .present(let table): table.condition.note
        case .damaged(let why), .unreadable(let why): why
        }
    }

    static func signature(_ signature: Signature) -> JSONValue {
        [
            "type": .string(signature.type), "label": JSONValue(signature.label), "uuid": JSONValue(signature.uuid),
            "offset": signature.offset?.json ?? nil,
        ]
    }

    private static func free(_ extent: Extent) -> JSONValue {
        ["start": extent.start.json, "size": extent.length.json]
    }
}
