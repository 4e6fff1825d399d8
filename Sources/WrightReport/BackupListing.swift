// SPDX-License-Identifier: MIT

package import WrightModel
package import WrightText

/// The saved partition tables of a store, the newest first, as words and as a document.
package struct BackupListing {
    /// One of them: what is written on it and the table that it holds, or what is wrong with its file.
    package struct Row {
        package var number: Int
        package var label: BackupLabel?
        package var table: PartitionTable?
        package var fault: String?

        package init(number: Int, label: BackupLabel? = nil, table: PartitionTable? = nil, fault: String? = nil) {
            self.number = number
            self.label = label
            self.table = table
            self.fault = fault
        }
    }

    private let store: StoreName
    private let rows: [Row]

    package init(store: StoreName, rows: [Row]) {
        self.store = store
        self.rows = rows
    }

    private static let columns: [TextTable.Column] = [
        .init(title: "N", alignment: .right), .init(title: "SAVED"), .init(title: "TABLE", isFoldable: true),
        .init(title: "WHY", isFoldable: true),
    ]

    package func lines(on page: Page) -> [String] {
        guard !rows.isEmpty else { return ["no partition table of store '\(store)' has been saved"] }
        let rows = rows.map { row in
            TextTable.Row(cells: [
                page.text(String(row.number), .heading), page.text(row.label?.moment.description ?? ""),
                page.text(row.table?.summary ?? ""), page.text(row.label?.reason ?? row.fault.map { "it \($0)" } ?? ""),
            ])
        }
        let table = TextTable(
            columns: BackupListing.columns, rows: rows, indent: 2, placeholder: page.glyphs.isASCII ? "-" : "–")
        return page.rendered(table.lines(on: page))
    }

    package var json: JSONValue {
        [
            "format": StatusDocument.format, "store": .string(store.text),
            "backups": .array(rows.map(BackupListing.json)),
        ]
    }

    private static func json(_ row: Row) -> JSONValue {
        [
            "number": .integer(Int64(row.number)), "time": JSONValue(row.label?.moment.description),
            "reason": JSONValue(row.label?.reason), "backing": JSONValue(row.label?.backing),
            "size": row.label?.size.json ?? nil, "restored": row.label?.restored.map { .integer(Int64($0)) } ?? nil,
            "table": row.table.map(StepDocument.table) ?? nil, "fault": JSONValue(row.fault),
        ]
    }
}

extension PartitionTable {
    fileprivate var summary: String { "\(kind.rawValue), \(Sentence.count(partitions.count, "partition"))" }
}
