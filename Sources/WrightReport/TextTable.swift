// SPDX-License-Identifier: MIT

/// Rows in columns that are as wide as their widest cell.
///
/// On a page that is too narrow, the columns at the right are folded: their cells go below the row, each behind its
/// title in lower case. The last column stays where half of the rows have room for it, and folds for the others.
struct TextTable {
    struct Column {
        var title: String
        var alignment: StyledText.Alignment = .left
        /// Whether the column goes below its row where the page is narrow.
        var isFoldable = false
    }

    struct Row {
        var cells: [StyledText]
        /// Lines that belong below the row, whatever the width; they are indented already.
        var below: [StyledText] = []
    }

    var columns: [Column]
    var rows: [Row]
    /// Where folded cells and the lines below a row begin.
    var indent: Int
    /// What stands in an empty cell.
    var placeholder = ""

    func lines(on page: Page) -> [StyledText] {
        let fit = fit(page.columns)
        var lines = [line(Row(cells: columns.map { page.text($0.title, .faint) }), fit, page)]
        for row in rows {
            lines.append(line(row, fit, page))
            lines += folded(row, fit, page)
            lines += row.below
        }
        return lines
    }

    /// The columns that stay where they are, with their widths, and what the last of them has room for.
    private struct Fit {
        var kept: [Int]
        var widths: [Int]
        var room: Int
    }

    private func width(_ column: Int) -> Int {
        rows.reduce(columns[column].title.count) { max($0, $1.cells[column].width) }
    }

    private func fit(_ limit: Int) -> Fit {
        let widths = columns.indices.map(width)
        var kept = Array(columns.indices)
        while true {
            let room = kept.dropLast().reduce(limit) { $0 - widths[$1] - 2 }
            if let last = kept.last, !fits(last, widths[last], room),
                let foldable = kept.lastIndex(where: { columns[$0].isFoldable })
            {
                kept.remove(at: foldable)
            } else {
                return Fit(kept: kept, widths: widths, room: room)
            }
        }
    }

    private func fits(_ column: Int, _ width: Int, _ room: Int) -> Bool {
        guard columns[column].isFoldable, columns[column].alignment == .left else { return width <= room }
        return columns[column].title.count <= room && rows.count { $0.cells[column].width <= room } * 2 >= rows.count
    }

    private func isFolded(_ column: Int, _ row: Row, _ fit: Fit) -> Bool {
        guard column == fit.kept.last else { return !fit.kept.contains(column) }
        return columns[column].isFoldable && row.cells[column].width > fit.room
    }

    private func line(_ row: Row, _ fit: Fit, _ page: Page) -> StyledText {
        fit.kept.filter { !isFolded($0, row, fit) }.reduce(StyledText()) { line, column in
            let cell = row.cells[column].isEmpty ? page.text(placeholder, .faint) : row.cells[column]
            let gap = StyledText.spaces(column == fit.kept.first ? 0 : 2)
            return line + gap + cell.padded(to: fit.widths[column], columns[column].alignment)
        }
    }

    private func folded(_ row: Row, _ fit: Fit, _ page: Page) -> [StyledText] {
        let parts = columns.indices.filter { isFolded($0, row, fit) && !row.cells[$0].isEmpty }.map {
            (page.text(columns[$0].title.lowercased() + " ", .faint) + row.cells[$0]).unbroken
        }
        return parts.isEmpty ? [] : page.flowed(parts, after: .spaces(indent), indent: indent)
    }
}
