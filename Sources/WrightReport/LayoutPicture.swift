// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// The layout of a device: a bar to scale, and below it a table of its partitions and of its free space.
package struct LayoutPicture: Sendable {
    private let page: Page

    package init(_ page: Page = Page()) { self.page = page }

    /// The title, the bar, the table and the sum of what is free.
    package func lines(of input: LayoutPictureInput) -> [String] {
        let entries = LayoutEntry.all(of: input)
        let body: [StyledText] =
            switch input.table {
            case .present: bar(entries) + table(entries, input) + [total(entries)]
            case .absent: whole(input)
            case .damaged(let why): trouble("the partition table is damaged: \(why)")
            case .unreadable(let why): trouble(why)
            }
        return page.rendered(title(input) + body)
    }

    /// As wide as the page; 80 columns in a pipe.
    private var barWidth: Int { page.width == nil ? 80 : page.columns }

    private func bar(_ entries: [LayoutEntry]) -> [StyledText] { LayoutBar(entries, width: barWidth, page).lines() }

    private func title(_ input: LayoutPictureInput) -> [StyledText] {
        let parts = [
            page.text(input.title, .heading), page.text(input.size.inWords),
            page.text(LayoutPicture.table(input.table)),
            page.text("\(input.sectorSize.count.bytes)-byte sectors"),
            page.text(input.table.table?.condition.note ?? "", .bad),
        ]
        let links = LinkText.parts(node: input.node, input.links, page)
        return page.flowed(parts, indent: 2)
            + (links.isEmpty ? [] : page.flowed(links, after: StyledText.spaces(2), indent: 2))
    }

    private static func table(_ reading: TableReading) -> String {
        switch reading {
        case .present(let table): "\(table.kind.rawValue) \(table.identifier)"
        case .absent: "no partition table"
        case .damaged, .unreadable: ""
        }
    }

    /// A device without a table: what fills it, or that nothing does.
    private func whole(_ input: LayoutPictureInput) -> [StyledText] {
        let sentences = input.signatures.map { page.text("holds " + SignatureText.clause($0)) }
        let nothing = page.text(input.holdsData ? "holds data that nothing recognises" : "blank", .faint)
        return bar(LayoutEntry.all(of: input))
            + (sentences.isEmpty ? [nothing] : sentences).flatMap { page.wrapped($0, indent: 2) }
    }

    private func trouble(_ sentence: String) -> [StyledText] {
        page.wrapped(page.text(sentence, .bad), indent: 2)
    }

    private func total(_ entries: [LayoutEntry]) -> StyledText {
        let free = entries.filter(\.isFree)
        let bytes = free.reduce(ByteCount.zero) { $0 + $1.extent.length }
        let partitions = Sentence.count(entries.count - free.count, "partition")
        return page.text(partitions + (free.isEmpty ? ", nothing free" : ", \(bytes.inBrief) free"), .heading)
    }
}

extension LayoutPicture {
    private static let columns: [TextTable.Column] = [
        .init(title: "NR", alignment: .right), .init(title: "NAME"), .init(title: "START", alignment: .right),
        .init(title: "SIZE", alignment: .right), .init(title: "%", alignment: .right, isFoldable: true),
        .init(title: "TYPE", isFoldable: true), .init(title: "LABEL", isFoldable: true),
    ]

    private func table(_ entries: [LayoutEntry], _ input: LayoutPictureInput) -> [StyledText] {
        guard !entries.isEmpty else { return [] }
        return TextTable(columns: LayoutPicture.columns, rows: entries.map { row($0, input.size) }, indent: 4).lines(
            on: page)
    }

    private func row(_ entry: LayoutEntry, _ size: ByteCount) -> TextTable.Row {
        let extent = entry.partition?.extent ?? entry.extent
        let share = page.text(LayoutPicture.percent(entry.extent.length, of: size))
        let place = [page.text(extent.start.inWords), page.text(extent.length.inBrief), share]
        guard let partition = entry.partition else {
            let name = page.text(entry.isNested ? "  free" : "free", .faint)
            return TextTable.Row(cells: [StyledText(), name] + place + [StyledText(), StyledText()])
        }
        let name = page.text((entry.isNested ? "  " : "") + (partition.name?.text ?? ""), .heading)
        let label =
            partition.label.isEmpty || partition.label == partition.name?.text
            ? StyledText() : page.quoted(partition.label)
        let cells =
            [page.text(String(partition.number)), name] + place + [page.text(partition.type.description), label]
        let links = LinkText.parts(node: partition.node, partition.links, page)
        return TextTable.Row(
            cells: cells, below: links.isEmpty ? [] : page.flowed(links, after: StyledText.spaces(4), indent: 6))
    }

    /// A share in tenths of a per cent: `3.1%`, `<0.1%`.
    static func percent(_ part: ByteCount, of whole: ByteCount) -> String {
        guard part > .zero, whole > .zero else { return "0.0%" }
        let tenths = Int((min(Double(part.bytes) / Double(whole.bytes), 1) * 1000).rounded())
        return tenths == 0 ? "<0.1%" : "\(tenths / 10).\(tenths % 10)%"
    }
}
