// SPDX-License-Identifier: MIT

import WrightModel

/// The bar of a picture: one frame in which every run of the device has a cell to scale.
struct LayoutBar {
    private let page: Page
    private let cells: [LayoutCell]
    private let widths: [Int]

    /// A bar of exactly `width` columns; where there are more runs than fit, neighbours share a cell.
    init(_ entries: [LayoutEntry], width: Int, _ page: Page) {
        self.page = page
        cells = LayoutBar.cells(for: entries.filter(\.isDrawn), width: width)
        widths = LayoutBar.widths(of: cells, inner: width - cells.count - 1)
    }

    func lines() -> [StyledText] {
        guard !cells.isEmpty else { return [] }
        let titles = row { $0.title(width: $1, page.glyphs) }
        let sizes = row { $0.size(width: $1) }
        return [border(page.glyphs.top), titles, sizes, border(page.glyphs.bottom)] + extendedSpan()
    }

    private func border(_ corners: Glyphs.Corners) -> StyledText {
        let runs = widths.map { String(repeating: page.glyphs.horizontal, count: $0) }
        return page.text(corners.left + runs.joined(separator: corners.middle) + corners.right, .faint)
    }

    private func row(_ text: (LayoutCell, Int) -> String) -> StyledText {
        let wall = page.text(page.glyphs.vertical, .faint)
        return cells.indices.reduce(wall) { line, index in
            let (cell, width) = (cells[index], widths[index])
            // Free space has a blank on both sides of its text.
            return line + (cell.isFree ? free(text(cell, width - 2), width) : filled(text(cell, width), width, index))
                + wall
        }
    }

    private func filled(_ text: String, _ width: Int, _ index: Int) -> StyledText {
        let padding = String(repeating: " ", count: max(width - DisplayWidth.of(text), 0))
        return page.text(text + padding, .cell(index))
    }

    /// Free space: a filling with the text in its middle.
    private func free(_ text: String, _ width: Int) -> StyledText {
        let middle = text.isEmpty ? "" : " \(text) "
        let rest = width - DisplayWidth.of(middle)
        let filling: (Int) -> String = { String(repeating: page.glyphs.free, count: $0) }
        return page.text(filling(rest / 2) + middle + filling(rest - rest / 2), .faint)
    }

    /// A line under the cells that lie in an extended partition, where none of them is shared with what lies outside.
    private func extendedSpan() -> [StyledText] {
        let nested = cells.indices.filter { cells[$0].isNested }
        guard let first = nested.first, let last = nested.last, nested.count == last - first + 1 else { return [] }
        let inner = widths[first...last].reduce(last - first, +)
        let label = inner >= 10 ? " extended " : ""
        let rest = inner - label.count
        let line: (Int) -> String = { String(repeating: page.glyphs.span.middle, count: $0) }
        let text = page.glyphs.span.left + line(rest / 2) + label + line(rest - rest / 2) + page.glyphs.span.right
        return [StyledText.spaces(widths[..<first].reduce(first, +)) + page.text(text, .faint)]
    }
}

extension LayoutBar {
    /// A cell for every run where the width has room for it.
    ///
    /// Where it has not, the device is divided into equal parts, and runs with their middle in the same part share a cell.
    private static func cells(for entries: [LayoutEntry], width: Int) -> [LayoutCell] {
        let single = entries.prefix(width).map { LayoutCell(entries: [$0]) }
        let isFit = entries.count <= width && single.reduce(single.count + 1) { $0 + $1.leastWidth } <= width
        guard !isFit, let end = entries.map(\.extent.end.bytes).max() else { return single }
        let parts = (width - 1) / (LayoutCell.leastSharedWidth + 1)
        var cells: [LayoutCell] = []
        var current = -1
        for entry in entries {
            let middle = Double(entry.extent.start.bytes) + Double(entry.extent.length.bytes) / 2
            let part = min(Int(middle / Double(max(end, 1)) * Double(parts)), parts - 1)
            if part > current { cells.append(LayoutCell(entries: [])) }
            cells[cells.count - 1].entries.append(entry)
            current = max(current, part)
        }
        return cells
    }

    /// Shares the columns in proportion to the bytes, but gives no cell less than its least width.
    private static func widths(of cells: [LayoutCell], inner: Int) -> [Int] {
        var widths = cells.map(\.leastWidth)
        var growing = Array(cells.indices)
        while true {
            let total = growing.reduce(0) { $0 + cells[$1].bytes }
            let room = cells.indices.filter { !growing.contains($0) }.reduce(inner) { $0 - widths[$1] }
            guard total > 0 else { break }
            let ideal = { (index: Int) in Double(room) * cells[index].bytes / total }
            let cramped = growing.filter { ideal($0) < Double(widths[$0]) }
            guard cramped.isEmpty else {
                growing.removeAll(where: cramped.contains)
                continue
            }
            for index in growing { widths[index] = Int(ideal(index)) }
            let rest = max(inner - widths.reduce(0, +), 0)
            let byRemainder = growing.sorted { (ideal($1).fraction, $0) < (ideal($0).fraction, $1) }
            for index in byRemainder.prefix(rest) { widths[index] += 1 }
            break
        }
        // Nothing grows where no run has any length: the last cell takes what is left, so that the frame keeps its width.
        if let last = widths.indices.last { widths[last] += max(inner - widths.reduce(0, +), 0) }
        return widths
    }
}

extension Double {
    fileprivate var fraction: Double { self - rounded(.down) }
}
